import { Command } from 'commander';
import { formatGvk } from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';
import { deployedOf, latestOf } from '../release/index.ts';
import {
  addOutputFlag,
  addReleaseFlags,
  ageOf,
  columns,
  inBatches,
  lastErrorOf,
  lookAt,
  objectsOf,
  ownerFrom,
  type Paint,
  painter,
  patiently,
  printData,
  type Release,
  type ReleaseFlags,
  releasesIn,
  type Session,
  withSession,
} from './releases/index.ts';

const examples = `
Examples:
  capstan list                     the releases of the context's namespace
  capstan list -A                  those of all namespaces
  capstan list -n demo -o json     for a program

READY counts the objects of the release that are what their specs ask for.

Exit codes: 0 done, 1 failed.`;

type ListFlags = ReleaseFlags & { readonly allNamespaces: boolean };

/** `capstan list`: releases, whoever made them. */
export function listCommand(): Command {
  const command = new Command('list')
    .alias('ls')
    .option('-A, --all-namespaces', 'the releases of all namespaces', false)
    .addHelpText('after', examples);
  return addOutputFlag(addReleaseFlags(command)).action((flags: ListFlags) =>
    withSession(flags, (session) => list(session, flags)),
  );
}

async function list(session: Session, flags: ListFlags): Promise<void> {
  const namespace = flags.allNamespaces ? '' : session.namespace;
  const lines = await patiently(session, 'reading the releases', () => readLines(session, namespace));
  if (flags.output === 'json' || flags.output === 'yaml') return printData(lines, flags.output);
  if (lines.length === 0) {
    const where = flags.allNamespaces ? 'any namespace' : `namespace ${session.namespace}`;
    process.stderr.write(`no releases in ${where}\n`);
    return;
  }
  process.stdout.write(table(lines, flags.allNamespaces, session));
}

/** Resources of the kinds that own releases here whose own is not there: those that failed, and those that are about to be. */
async function notInstalled(
  { cluster, signal }: Session,
  releases: readonly Release[],
  namespace: string,
): Promise<readonly Release[]> {
  const kinds = new Map(releases.flatMap(({ owner }) => (owner ? [[formatGvk(owner), owner] as const] : [])));
  const found = await inBatches([...kinds.values()], async ({ group, version, kind }) => {
    try {
      return (await cluster.list({ gvk: { group, version, kind }, namespace }, signal)).items;
    } catch (error) {
      if (isCapstanError(error, 'FORBIDDEN', 'KIND_UNKNOWN')) return [];
      throw error;
    }
  });
  const known = new Set(releases.map(({ owner }) => owner?.uid));
  return found
    .flat()
    .filter(({ metadata }) => !known.has(metadata.uid ?? ''))
    .map((resource) => {
      const { name, namespace: own = '' } = resource.metadata;
      return { name, namespace: own, history: [], owner: ownerFrom(resource), resource };
    });
}

async function readLines(session: Session, namespace: string) {
  const recorded = await releasesIn(session, namespace);
  const releases = [...recorded, ...(await notInstalled(session, recorded, namespace))];
  releases.sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
  return inBatches(releases, (release) => describe(session, release));
}

type Line = Awaited<ReturnType<typeof describe>>;

async function describe(session: Session, release: Release) {
  const { name, namespace, history, owner } = release;
  const newest = latestOf(history);
  const current = deployedOf(history) ?? newest;
  const isOver = newest === undefined || newest.status === 'uninstalled';
  const items = current && !isOver ? await lookAt(session, await objectsOf(session, release, current)) : [];
  return {
    name,
    namespace,
    owner: owner && { kind: owner.kind, name: owner.name, apiVersion: formatGvk(owner).slice(owner.kind.length + 1) },
    revision: newest?.revision ?? 0,
    status: newest?.status ?? (lastErrorOf(release.resource) ? 'failed' : 'not installed'),
    ready: items.filter(({ readiness }) => readiness.status === 'Current').length,
    objects: items.length,
    updated: newest?.createdAt ?? release.resource?.metadata.creationTimestamp ?? '',
  };
}

function table(lines: readonly Line[], hasNamespace: boolean, { width, color }: Session): string {
  const paint = painter(color);
  const head = [...(hasNamespace ? ['NAMESPACE'] : []), 'NAME', 'OWNER', 'REVISION', 'STATUS', 'READY', 'AGE'];
  const rows = lines.map((line) => [
    ...(hasNamespace ? [line.namespace] : []),
    line.name,
    line.owner ? `${line.owner.kind}/${line.owner.name}` : paint('dim', '-'),
    line.revision === 0 ? paint('dim', '-') : String(line.revision),
    paintStatus(line.status, paint),
    line.revision === 0
      ? paint('dim', '-')
      : paint(line.ready === line.objects ? 'green' : 'yellow', `${line.ready}/${line.objects}`),
    ageOf(line.updated),
  ]);
  return columns([head, ...rows], width);
}

function paintStatus(status: string, paint: Paint): string {
  if (status === 'deployed') return paint('green', status);
  return paint(status === 'failed' ? 'red' : 'yellow', status);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
