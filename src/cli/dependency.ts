import { normalize } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { buildDependencies, listDependencies, updateDependencies } from '../repository/index.ts';
import { type AccessFlags, addAccessFlags } from './access-flags.ts';
import { addHelmFlags, type HelmFlags, readHelmSettings } from './helm-settings.ts';
import { formatTable } from './table.ts';

interface FetchFlags extends AccessFlags, HelmFlags {
  readonly skipRefresh: boolean;
  readonly verify: boolean;
}

const examples = `
Examples:
  capstan dependency update ./my-chart    choose versions, fill charts/, write Chart.lock
  capstan dependency build ./my-chart     what Chart.lock says, and nothing newer
  capstan dependency list ./my-chart -o json`;

/** `capstan dependency`: what a chart depends on. */
export function dependencyCommand(): Command {
  return new Command('dependency')
    .alias('dep')
    .alias('dependencies')
    .usage('[options] <command> [folder]')
    .addHelpText('after', examples)
    .addCommand(listCommand())
    .addCommand(
      fetchCommand('update', 'fetch the highest versions that Chart.yaml allows', updateDependencies).alias('up'),
    )
    .addCommand(fetchCommand('build', 'fetch the versions that Chart.lock names', buildDependencies));
}

function listCommand(): Command {
  return new Command('list')
    .alias('ls')
    .description('print what Chart.yaml asks for, and whether charts/ has it')
    .argument('[chart]', 'a chart directory or a packed chart', '.')
    .addOption(new Option('--max-col-width <characters>', 'cut longer columns off').default(80).argParser(toWidth))
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .action(list);
}

function toWidth(text: string): number {
  if (/^[0-9]+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it is a number of characters, 0 for no limit');
}

async function list(chart: string, { maxColWidth, output }: { maxColWidth: number; output: string }): Promise<void> {
  const { dependencies, warnings } = await listDependencies(cleanPath(chart));
  if (output === 'json') {
    process.stdout.write(`${JSON.stringify(dependencies ?? [])}\n`);
    return;
  }
  const lines = warnings.map((warning) => `${warning}\n`).join('');
  if (dependencies === undefined) {
    process.stdout.write(lines);
    return;
  }
  const rows = dependencies.map(({ name, version, repository, status }) => [name, version, repository, status]);
  const table = formatTable([['NAME', 'VERSION', 'REPOSITORY', 'STATUS'], ...rows], maxColWidth);
  process.stdout.write(`${table}\n\n${lines}`);
}

function fetchCommand(name: string, summary: string, fetch: typeof updateDependencies): Command {
  const command = new Command(name)
    .description(summary)
    .argument('[folder]', 'a chart directory', '.')
    .option('--skip-refresh', 'take the indexes of repositories as they lie in the cache', false)
    .option('--verify', 'check the signatures of the packages', false)
    .option('--keyring <file>', 'the public keys for --verify')
    .action((folder: string, flags: FetchFlags) =>
      fetch(
        cleanPath(folder),
        { ...flags, now: new Date(), out: (line) => process.stdout.write(`${line}\n`) },
        readHelmSettings(flags),
      ),
    );
  return addHelmFlags(addAccessFlags(command));
}

/** `./x/` is `x`, in messages too. */
function cleanPath(path: string): string {
  return normalize(path).replace(/(?<=.)\/$/, '') || '.';
}
