import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { GroupVersionKind } from '../../cluster/index.ts';
import { CapstanError, fileErrorText, isCapstanError } from '../../errors/index.ts';
import { type KnownKind, kindsOfDefinitions, type ResourceOf } from '../../scaffold/index.ts';
import { userAgent } from '../../version.ts';
import { parseYamlDocuments } from '../../yaml/index.ts';

/** What says where a kind is served, besides the table of Kubernetes' own kinds. */
export interface KindFlags {
  readonly crd: readonly string[];
  readonly kubeconfig?: string;
  readonly context?: string;
}

export function addKindFlags(command: Command): Command {
  const gather = (value: string, before: readonly string[]) => [...before, value];
  return command
    .addOption(
      new Option('--crd <file>', 'definitions of kinds; may be given several times')
        .default([], 'none')
        .argParser(gather),
    )
    .option('--kubeconfig <file>', 'ask this cluster about kinds that are not known')
    .option('--context <name>', 'the context of the kubeconfig');
}

/** Runs `use` with what is known about kinds; with a cluster it is run again once that was asked for the others. */
export async function withKinds<T>(flags: KindFlags, folder: string, use: (resourceOf: ResourceOf) => T): Promise<T> {
  const defined = definedKinds(flags, folder);
  const find = ({ group, kind }: GroupVersionKind) => defined.find((one) => one.group === group && one.kind === kind);
  if (flags.kubeconfig === undefined && flags.context === undefined) return use(find);
  const asked = new Map<string, GroupVersionKind>();
  use((gvk) => {
    asked.set(`${gvk.group}/${gvk.kind}`, gvk);
    return find(gvk);
  });
  const served = await askCluster([...asked.values()], flags);
  return use((gvk) => served.find((one) => one.group === gvk.group && one.kind === gvk.kind) ?? find(gvk));
}

function definedKinds({ crd }: KindFlags, folder: string): KnownKind[] {
  const found = globSync(['config/crd/bases/*.yaml', 'deploy/crds/*.yaml'], { cwd: folder }).map((path) =>
    join(folder, path),
  );
  return [...crd, ...found].flatMap((file) => kindsOfDefinitions(parseYamlDocuments(read(file), { file })));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CapstanError('FILE_UNREADABLE', fileErrorText(cause), { place: { file }, cause });
  }
}

async function askCluster(
  kinds: readonly GroupVersionKind[],
  { kubeconfig, context }: KindFlags,
): Promise<KnownKind[]> {
  const { Cluster, loadConnection } = await import('../../cluster/index.ts');
  const cluster = new Cluster(
    loadConnection({
      userAgent: userAgent(),
      env: process.env,
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(context === undefined ? {} : { context }),
    }),
  );
  try {
    const found = await Promise.all(
      kinds.map((gvk) =>
        cluster.discovery.resourceFor(gvk).catch((error: unknown) => {
          if (isCapstanError(error, 'KIND_UNKNOWN')) return undefined;
          throw error;
        }),
      ),
    );
    return found.filter((one) => one !== undefined);
  } finally {
    await cluster.close();
  }
}
