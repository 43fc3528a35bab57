import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { watchesSchema } from '../operator/index.ts';
import { newProject, writeChanges } from '../scaffold/index.ts';
import { readVersion } from '../version.ts';
import { type ChangeFlags, changesOutputOption, dryRunOption, printChanges } from './scaffold-output.ts';

interface InitFlags extends ChangeFlags {
  readonly domain: string;
  readonly projectName?: string;
  readonly image?: string;
}

const examples = `
Examples:
  capstan init memcached-operator --domain example.com
  capstan init --domain example.com --dry-run      what would be written here

Then, in the folder:
  capstan create api --group cache --version v1alpha1 --kind Memcached --helm-chart ./charts/memcached
  make deploy IMG=registry.example.com/memcached-operator:v0.1.0`;

/** `capstan init`: the files of a new operator. */
export function initCommand(): Command {
  return new Command('init')
    .argument('[folder]', 'where they go; made if need be', '.')
    .requiredOption('--domain <domain>', 'what the groups of its kinds end in: example.com')
    .option('--project-name <name>', "what objects and namespace are called after; the folder's name when left out")
    .option('--image <image>', 'the image of the operator itself, which that of the project is built on')
    .addOption(dryRunOption())
    .addOption(changesOutputOption())
    .addHelpText('after', examples)
    .action(init);
}

function init(folder: string, flags: InitFlags): void {
  const path = resolve(folder);
  const schema = `${JSON.stringify(watchesSchema(), undefined, 2)}\n`;
  const files = newProject({
    watchesSchema: schema,
    domain: flags.domain,
    projectName: flags.projectName ?? basename(path).toLowerCase(),
    baseImage: flags.image ?? `capstan/helm-operator:v${readVersion().version}`,
  });
  const changes = files.map((file) => ({ ...file, action: 'create' as const }));
  writeChanges(path, changes, flags);
  process.stdout.write(printChanges(folder, changes, [], flags));
  if (flags.output === 'text' && !flags.dryRun) process.stdout.write(next(folder));
}

function next(folder: string): string {
  const change = folder === '.' ? '' : `cd ${folder} && `;
  return `\nNext: ${change}capstan create api --group GROUP --version v1alpha1 --kind KIND [--helm-chart CHART]\n`;
}
