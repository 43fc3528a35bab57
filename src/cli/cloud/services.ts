import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { CapstanError, fileErrorText } from '../../errors/index.ts';
import { servicePath } from '../om/api.ts';
import { print } from '../print.ts';
import { addOutputFlag, columns, type OutputFormat, printData } from '../releases/index.ts';
import { addClientFlags, type ClientFlags } from './client-flags.ts';
import { readPlaces, resolveFile } from './places.ts';
import { readAll } from './read-all.ts';
import { type ClientSession, withClient } from './with-client.ts';

const plans = `${servicePath}/plan`;

interface OutputFlags {
  readonly output: OutputFormat;
}

/** A plan as the API tells it; more is in it than is printed here. */
interface Plan {
  readonly name: string;
  readonly description: string;
  readonly limits: { readonly deployments: number };
  readonly version: number;
}

const createExamples = `
FILE is a list of services. A service that is offered already is changed: what is commanded from now on is done the new way.
\`/data/cloudmgr/…\` is the home, wherever that lies.

Examples:
  cloudmgr createservice --specs services/hello-service.yml
  cloudmgr createservice --specs /data/cloudmgr/resources/services/mongodb-service.yaml

Exit codes: 0 done, 1 failed: then no service of the file was registered but those that are printed.`;

/** `cloudmgr createservice`. */
export function createServiceCommand(): Command {
  const command = new Command('createservice')
    .description('offer the services of a file')
    .requiredOption('--specs <file>', 'the services: plans, configurations and steps')
    .addHelpText('after', createExamples);
  return addClientFlags(command).action(async (flags: ClientFlags & { readonly specs: string }) => {
    const services = await readServices(flags);
    await withClient(flags, (session) => create(session, services));
  });
}

/** `cloudmgr listservices`. */
export function listServicesCommand(): Command {
  const command = new Command('listservices')
    .description('list the services that are offered')
    .addHelpText(
      'after',
      '\nExamples:\n  cloudmgr listservices\n  cloudmgr listservices -o json\n\nExit codes: 0 done, 1 failed.',
    );
  return addOutputFlag(addClientFlags(command)).action((flags: ClientFlags & OutputFlags) =>
    withClient(flags, (session) => list(session, flags)),
  );
}

/** `cloudmgr deleteservice`. */
export function deleteServiceCommand(): Command {
  const command = new Command('deleteservice')
    .description('offer a service no more; its history stays')
    .argument('[name]', 'its plan')
    .option('--service <name>', 'its plan')
    .addHelpText(
      'after',
      '\nA service that somebody has deployed stays.\n\nExamples:\n  cloudmgr deleteservice hello\n  cloudmgr deleteservice --service hello\n\nExit codes: 0 done, 1 failed.',
    );
  return addClientFlags(command).action(
    (word: string | undefined, flags: ClientFlags & { readonly service?: string }) => {
      const name = flags.service ?? word;
      if (name === undefined)
        throw new CapstanError('USAGE', 'no service is named', { hint: 'cloudmgr deleteservice NAME' });
      return withClient(flags, async ({ api, signal }) => {
        await api.delete(`${plans}/${encodeURIComponent(name)}`, signal);
        print(`${name} deleted\n`);
      });
    },
  );
}

/** Read and checked before anything is sent. */
async function readServices(flags: ClientFlags & { readonly specs: string }): Promise<readonly unknown[]> {
  const file = resolveFile(flags.specs, readPlaces(flags, process.env));
  const text = readText(file);
  const { parseServiceFile } = await import('../../workflow/index.ts');
  const { parseYaml } = await import('../../yaml/index.ts');
  parseServiceFile(text, file);
  const data = parseYaml(text, { file });
  return Array.isArray(data) ? data : [data];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CapstanError('FILE_UNREADABLE', fileErrorText(cause, file), { cause });
  }
}

async function create({ api, signal }: ClientSession, services: readonly unknown[]): Promise<void> {
  for (const service of services) {
    const { body } = await api.post<Plan>(plans, service, signal);
    print(`${body.name} ${body.version === 1 ? 'created' : `configured, version ${body.version}`}\n`);
  }
}

async function list({ api, signal }: ClientSession, { output }: OutputFlags): Promise<void> {
  const all = await readAll<Plan>(api, plans, signal);
  if (output !== 'table') return printData(all, output);
  if (all.length === 0) {
    process.stderr.write('no services are offered\n');
    return;
  }
  const rows = all.map(({ name, description, limits, version }) => [
    name,
    String(limits.deployments),
    String(version),
    description,
  ]);
  process.stdout.write(columns([['NAME', 'LIMIT', 'VERSION', 'DESCRIPTION'], ...rows], process.stdout.columns));
}
