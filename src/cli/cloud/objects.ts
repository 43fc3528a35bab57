import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { Cluster, loadConnection } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import {
  applyObjects,
  type EntryList,
  enter,
  leave,
  type ObjectDone,
  parseObjects,
  parseRef,
  readKey,
  removeObjects,
} from '../../execution/index.ts';
import { userAgent } from '../../version.ts';
import { parseYaml } from '../../yaml/index.ts';
import { print, warn } from '../print.ts';
import { stopOnSignals } from '../stop-signal.ts';

const examples = `
Objects are read from standard input or a file, as YAML or JSON. Namespaces that are not there are made. What this makes bears the
label omegaml.io/made-by=cloudmgr; an object without it is never changed or deleted.

Examples:
  cloudmgr objects.install < secret.json
  cloudmgr objects.$DEPLOY_PHASE -f objects.yml --kubeconfig "$RANCHER_KUBECONFIG"

Exit codes: 0 done, 1 failed.`;

const readExamples = `
Examples:
  cloudmgr objects.read Secret.v1/fleet-default/lab-kubeconfig --key value --wait 30m > kubeconfig.yml

Exit codes: 0 done, 1 failed or not there in time.`;

const listExamples = `
Examples:
  echo '{name: gpu, quantity: 2}' | cloudmgr objects.enter Cluster.v1.provisioning.cattle.io/fleet-default/lab --list spec.rkeConfig.machinePools
  cloudmgr objects.leave Cluster.v1.provisioning.cattle.io/fleet-default/lab gpu --list spec.rkeConfig.machinePools

Exit codes: 0 done, 1 failed.`;

interface ListFlags extends ClusterFlags {
  readonly list: string;
  readonly owner?: string;
}

interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
}

type Act = typeof applyObjects;

/** `cloudmgr objects.install|update|remove|uninstall|read|enter|leave`: plain objects of the cluster of $KUBECONFIG. */
export function objectsCommands(): readonly Command[] {
  return [
    phaseCommand('install', 'apply objects', applyObjects),
    phaseCommand('update', 'apply objects', applyObjects),
    phaseCommand('remove', 'delete objects', removeObjects),
    phaseCommand('uninstall', 'delete objects', removeObjects),
    readCommand(),
    enterCommand(),
    leaveCommand(),
  ];
}

function phaseCommand(phase: string, summary: string, act: Act): Command {
  const command = new Command(`objects.${phase}`)
    .summary(summary)
    .description(`${summary} of a text`)
    .option('-f, --filename <file>', 'where the objects stand; - is standard input', '-')
    .addHelpText('after', examples);
  return addClusterFlags(command).action(async (flags: ClusterFlags & { filename: string }) => {
    const { filename } = flags;
    const objects = parseObjects(await textOf(filename), filename === '-' ? 'standard input' : filename);
    await withCluster(flags, (cluster, signal) => act(cluster, objects, say, signal));
  });
}

function readCommand(): Command {
  const command = new Command('objects.read')
    .summary('print a value of a Secret or ConfigMap')
    .description('print the text behind a key of a Secret or ConfigMap, as soon as it is there')
    .argument('<object>', 'KIND.VERSION/NAMESPACE/NAME')
    .requiredOption('--key <key>', 'which entry of its data')
    .option('--wait <duration>', 'how long to wait for it: 30s, 10m, 1h', '0s')
    .addHelpText('after', readExamples);
  return addClusterFlags(command).action(async (name: string, flags: ClusterFlags & { key: string; wait: string }) => {
    const options = { waitMs: millisecondsOf(flags.wait), onWait: warn };
    const ref = parseRef(name);
    await withCluster(flags, async (cluster, signal) => print(await readKey(cluster, ref, flags.key, options, signal)));
  });
}

function enterCommand(): Command {
  const command = new Command('objects.enter')
    .summary('put an entry into a list of an object')
    .description('put an entry, read from standard input, into a list of an object that others write too')
    .argument('<object>', 'KIND.VERSION.GROUP/NAMESPACE/NAME');
  return addListFlags(command).action(async (object: string, flags: ListFlags) => {
    const entry: unknown = parseYaml(await text(process.stdin), { file: 'standard input' });
    if (!isEntry(entry)) throw new CapstanError('MANIFEST_INVALID', 'standard input: an entry has a name');
    await withCluster(flags, async (cluster, signal) => {
      const isChanged = await enter(cluster, listOf(object, flags), entry, signal);
      print(`${object}: ${flags.list} ${isChanged ? 'has' : 'had'} ${entry.name}\n`);
    });
  });
}

function leaveCommand(): Command {
  const command = new Command('objects.leave')
    .summary('take an entry out of a list of an object')
    .description('take the entry of a name out of a list of an object that others write too')
    .argument('<object>', 'KIND.VERSION.GROUP/NAMESPACE/NAME')
    .argument('<name>', 'the name of the entry');
  return addListFlags(command).action(async (object: string, name: string, flags: ListFlags) => {
    await withCluster(flags, async (cluster, signal) => {
      const wasThere = await leave(cluster, listOf(object, flags), name, signal);
      print(`${object}: ${flags.list} ${wasThere ? 'lost' : 'has no'} ${name}\n`);
    });
  });
}

function addListFlags(command: Command): Command {
  command
    .requiredOption('--list <path>', 'where the list stands, such as spec.rkeConfig.machinePools')
    .option('--owner <user>', 'only if the object bears the label omegaml.io/user of this user')
    .addHelpText('after', listExamples);
  return addClusterFlags(command);
}

function listOf(object: string, { list, owner }: ListFlags): EntryList {
  return { ref: parseRef(object), path: list.split('.'), ...(owner === undefined ? {} : { user: owner }) };
}

function isEntry(value: unknown): value is { name: string } {
  return typeof (value as { name?: unknown } | null)?.name === 'string';
}

export function addClusterFlags(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'which clusters there are (default: $KUBECONFIG, ~/.kube/config)')
    .option('--context <name>', "which of them (default: the kubeconfig's current one)");
}

export async function withCluster(
  flags: ClusterFlags,
  act: (cluster: Cluster, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const signal = stopOnSignals(() => {});
  const cluster = new Cluster(loadConnection({ userAgent: userAgent(), env: process.env, ...flags }));
  try {
    await act(cluster, signal);
  } finally {
    await cluster.close();
  }
}

async function textOf(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CapstanError('FILE_UNREADABLE', `${file}: ${(cause as Error).message}`, { cause });
  }
}

function millisecondsOf(duration: string): number {
  const [, count, unit] = /^(\d{1,6})(s|m|h)$/.exec(duration) ?? [];
  if (count && unit) return Number(count) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
  throw new CapstanError('USAGE', `--wait: "${duration}" is no duration`, { hint: 'write it as 30s, 10m or 1h' });
}

function say({ name, done }: ObjectDone): void {
  print(`${name} ${done}\n`);
}
