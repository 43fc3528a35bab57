import { Command } from 'commander';
import { stringifyYaml } from '../../yaml/index.ts';
import { type AccessFlags, addAccessFlags, readSettings, settingsPath } from './settings.ts';

const help = `
Examples:
  om cloud config show                      what is used now; the key is not shown
  om cloud config show --apiurl http://…    … with that flag

Exit codes: 0 done, 1 failed.`;

/** `om cloud config [show]`: what a request would be sent with. */
export function configCommand(): Command {
  const command = new Command('config')
    .summary('print who asks, and where')
    .description('Print what requests are sent with: flags over the environment over the file.')
    .argument('[show]', 'the same as without')
    .addHelpText('after', help);
  return addAccessFlags(command).action((_show: string | undefined, flags: AccessFlags) => {
    const { OMEGA_APIKEY: key, ...settings } = readSettings(flags, process.env);
    const shown = { file: settingsPath(flags), ...settings, OMEGA_APIKEY: key === undefined ? '(none)' : '(set)' };
    process.stdout.write(`${stringifyYaml(shown)}\n`);
  });
}
