import { Command } from 'commander';
import { controlPlaneCommand } from './control-plane.ts';
import { addFolderFlags } from './dump-flags.ts';
import { networkCommand } from './network.ts';

/** `capstan profile dump`: manifests to look at, edit and apply without the operator. */
export function dumpCommand(program: string): Command {
  const command = new Command('dump')
    .usage('[options] <profile>')
    .description('write the manifests of a profile to a folder')
    .addCommand(controlPlaneCommand(program))
    .addCommand(networkCommand(program))
    .addHelpText(
      'after',
      `
Examples:
  ${program} profile dump control-plane --help                     all flags of a profile
  ${program} profile dump -d manifests -k control-plane -a apps.example.com -i app:v3.9.27 -u me -p "$PASSWORD"`,
    );
  return addFolderFlags(command);
}
