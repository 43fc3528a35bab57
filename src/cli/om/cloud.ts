import { Command } from 'commander';
import { configCommand } from './config.ts';
import { logCommand } from './log.ts';
import { loginCommand } from './login.ts';
import { addCommand, removeCommand, updateCommand } from './service.ts';
import { metricsCommand, statusCommand } from './status.ts';

const help = `
Who asks, the key and the address are taken from flags, then from the environment (OMEGA_USERID, OMEGA_APIKEY,
OMEGA_RESTAPI_URL, OMEGA_QUALIFIER), then from ~/.omegaml/config.yml, which \`om cloud login\` writes.

Examples:
  om cloud login me --apiurl http://127.0.0.1:8080
  om cloud add mongodb --specs "cluster-name=blue,size=1"
  om cloud update mongodb --specs "size=3"
  om cloud status                                      the services one has
  om cloud status pods                                 what runs of them
  om cloud metrics                                     and what it uses
  om cloud remove mongodb

Exit codes: 0 done, 1 failed: the service too, not only the request for it.`;

/** `om cloud`: asks a cloud manager for services and waits until they are there. */
export function cloudCommand(): Command {
  return new Command('cloud')
    .summary('services of the cloud manager')
    .description('Install, change and remove services of a cloud manager, and see how they are.')
    .usage('[options] <command>')
    .enablePositionalOptions()
    .addCommand(loginCommand())
    .addCommand(configCommand())
    .addCommand(addCommand())
    .addCommand(updateCommand())
    .addCommand(removeCommand())
    .addCommand(statusCommand())
    .addCommand(metricsCommand())
    .addCommand(logCommand())
    .addHelpText('after', help);
}
