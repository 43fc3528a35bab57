import { Command } from 'commander';
import { cloudCommand } from './om/cloud.ts';

const help = `
Examples:
  om cloud login me --apiurl http://127.0.0.1:8080     asks for the key
  om cloud add mongodb --specs "size=1"
  om cloud status

Exit codes: 0 done, 1 failed (a wrong command line included).`;

/** `om`: what a user of a cloud manager has. */
export function omCommand(): Command {
  return new Command('om')
    .description('Services of an omega-ml cloud manager, from the command line of a user.')
    .usage('[options] <command>')
    .enablePositionalOptions()
    .addCommand(cloudCommand())
    .addHelpText('after', help);
}
