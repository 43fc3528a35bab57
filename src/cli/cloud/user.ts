import { Command, Option } from 'commander';
import { servicePath } from '../om/api.ts';
import { addOutputFlag, columns, type OutputFormat, printData } from '../releases/index.ts';
import { addClientFlags, type ClientFlags } from './client-flags.ts';
import { readAll } from './read-all.ts';
import { withClient } from './with-client.ts';

const users = `${servicePath}/user`;

interface User {
  readonly name: string;
  readonly role: string;
  readonly disabled: boolean;
  readonly created: string;
}

interface Key {
  readonly hint: string;
  readonly created: string;
}

const help = `
A user sees and commands the own deployments, an admin all. A key is shown once, when it is made; a user may have several.
A key is revoked by its first six characters, which \`keys\` lists. Who is disabled opens nothing, and keeps what is deployed.

Examples:
  cloudmgr user add someuser
  cloudmgr user add boss --role admin
  cloudmgr user key someuser
  cloudmgr user list
  cloudmgr user keys someuser
  cloudmgr user revoke someuser q3Xb_7
  cloudmgr user disable someuser

Exit codes: 0 done, 1 failed.`;

/** `cloudmgr user`: who may ask for services. */
export function userCommand(): Command {
  return new Command('user')
    .description('add, list and disable users, and give them keys')
    .usage('[options] <command>')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(keyCommand())
    .addCommand(keysCommand())
    .addCommand(revokeCommand())
    .addCommand(switchCommand('disable', 'refuse all that a user sends', true))
    .addCommand(switchCommand('enable', 'let a disabled user in again', false))
    .addHelpText('after', help);
}

function addCommand(): Command {
  const command = new Command('add')
    .description('make a user, with a first key')
    .argument('<name>', 'letters, digits, dots, dashes and underscores')
    .addOption(new Option('--role <role>', 'what the user may').choices(['admin', 'user']).default('user'));
  return addClientFlags(command).action((name: string, flags: ClientFlags & { readonly role: string }) =>
    withClient(flags, async ({ api, signal }) => {
      await api.post(users, { name, role: flags.role }, signal);
      const { body } = await api.post<{ readonly key: string }>(`${pathOf(name)}/key`, {}, signal);
      process.stdout.write(`Authorization: ApiKey ${name}:${body.key}\n`);
    }),
  );
}

function listCommand(): Command {
  const command = new Command('list').description('list the users');
  return addOutputFlag(addClientFlags(command)).action((flags: ClientFlags & { readonly output: OutputFormat }) =>
    withClient(flags, async ({ api, signal }) => {
      const all = await readAll<User>(api, users, signal);
      if (flags.output !== 'table') return printData(all, flags.output);
      const rows = all.map(({ name, role, disabled, created }) => [
        name,
        role,
        disabled ? 'disabled' : 'enabled',
        created,
      ]);
      process.stdout.write(columns([['NAME', 'ROLE', 'STATE', 'CREATED'], ...rows], process.stdout.columns));
    }),
  );
}

function keyCommand(): Command {
  const command = new Command('key').description('make a further key for a user').argument('<name>', 'whose');
  return addClientFlags(command).action((name: string, flags: ClientFlags) =>
    withClient(flags, async ({ api, signal }) => {
      const { body } = await api.post<{ readonly key: string }>(`${pathOf(name)}/key`, {}, signal);
      process.stdout.write(`Authorization: ApiKey ${name}:${body.key}\n`);
    }),
  );
}

function keysCommand(): Command {
  const command = new Command('keys').description('list how the keys of a user begin').argument('<name>', 'whose');
  return addOutputFlag(addClientFlags(command)).action(
    (name: string, flags: ClientFlags & { readonly output: OutputFormat }) =>
      withClient(flags, async ({ api, signal }) => {
        const { objects } = await api.get<{ readonly objects: readonly Key[] }>(`${pathOf(name)}/key`, signal);
        if (flags.output !== 'table') return printData(objects, flags.output);
        const rows = objects.map(({ hint, created }) => [`${hint}…`, created]);
        process.stdout.write(columns([['KEY', 'CREATED'], ...rows], process.stdout.columns));
      }),
  );
}

function revokeCommand(): Command {
  const command = new Command('revoke')
    .description('have a key open nothing any more')
    .argument('<name>', 'whose')
    .argument('<key>', 'its first six characters');
  return addClientFlags(command).action((name: string, hint: string, flags: ClientFlags) =>
    withClient(flags, async ({ api, signal }) => {
      await api.delete(`${pathOf(name)}/key/${encodeURIComponent(hint)}`, signal);
      process.stdout.write(`the key ${hint}… of ${name} is revoked\n`);
    }),
  );
}

function switchCommand(verb: 'disable' | 'enable', description: string, disabled: boolean): Command {
  const command = new Command(verb).description(description).argument('<name>', 'who');
  return addClientFlags(command).action((name: string, flags: ClientFlags) =>
    withClient(flags, async ({ api, signal }) => {
      await api.patch(pathOf(name), { disabled }, signal);
      process.stdout.write(`${name} is ${verb}d\n`);
    }),
  );
}

function pathOf(name: string): string {
  return `${users}/${encodeURIComponent(name)}`;
}
