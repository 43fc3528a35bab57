import { Command } from 'commander';
import { dumpCommand } from './profile/dump.ts';

/** `capstan profile`, and all that copctl does: platforms whose manifests can be had without the operator. */
export function profileCommand(program: string): Command {
  return new Command('profile')
    .usage('[options] <command>')
    .description('write the manifests of a platform that comes with this program')
    .addCommand(dumpCommand(program))
    .addHelpText(
      'after',
      `
Examples:
  ${program} profile dump control-plane -a apps.example.com -i app:v3.9.27 -u me -p "$PASSWORD" -s istio
  ${program} profile dump network -d istio-manifests`,
    );
}
