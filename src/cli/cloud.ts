import { Command } from 'commander';
import { type CloudEntry, cloudEntries } from './cloud/entries.ts';

const help = (program: string) => `
Two tiers over one store. The workflow tier takes commands (api) and runs their tasks (worker); both at once, on an embedded
store, is \`up\`. The execution tier is what tasks call: run, helm.PHASE, terraform.PHASE, shell. A step of a service finds
\`cloudmgr\` on its PATH.

Examples:
  ${program} up --sample                                        everything on this machine, with a service to try
  ${program} createservice --specs services/hello-service.yml
  ${program} deployservice --phase install --service hello --user someuser --params "greeting=hi"
  ${program} run -c mongodb --user someuser                     what a step would do, without the workflow tier
  ${program} api --database postgres://…; ${program} worker --database postgres://…

Exit codes: 0 done, 1 failed (a wrong command line included).`;

/**
 * `capstan cloud`, which `cloudmgr` is another name of: services for users.
 * @param words behind the name; of the commands in it only the one that they name is loaded, without any all of them
 */
export async function cloudCommand(words: readonly string[], name = 'cloud'): Promise<Command> {
  const program = name === 'cloud' ? 'capstan cloud' : name;
  const command = new Command(name)
    .description('Services for users: what is offered, deployed and done, and the components that do it.')
    .usage('[options] <command>')
    .enablePositionalOptions()
    .addHelpText('after', help(program));
  const asked = words.find((word) => !word.startsWith('-'));
  const entries = cloudEntries.filter((entry) => isNamed(entry, asked));
  for (const { load, isHidden = false } of entries.length > 0 ? entries : cloudEntries) {
    for (const child of await load()) command.addCommand(child, { hidden: isHidden });
  }
  return command;
}

function isNamed({ name }: CloudEntry, word: string | undefined): boolean {
  return word === name || (word?.startsWith(`${name}.`) ?? false);
}
