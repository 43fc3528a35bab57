import { fileURLToPath } from 'node:url';
import {
  type Binaries,
  type BinaryProgress,
  type Component,
  components,
  type Program,
  provideBinaries,
} from '../../src/devcluster/index.ts';
import { nodePrograms } from '../../src/devcluster/nodes/index.ts';

const modules = fileURLToPath(new URL('../control-plane', import.meta.url));

/** The programs of the given components, built when they are nowhere yet. */
export function binariesFor(wanted: readonly Component[] = components): Promise<Binaries> {
  return provideBinaries(
    ['etcd', 'kube-apiserver', ...wanted.filter((name) => !['etcd', 'kube-apiserver'].includes(name))],
    { modules, env: process.env, onProgress: say },
  );
}

const integration = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kwok',
  'helm',
  'registry',
  'crane',
  'sops',
] as const;

/** What the tests of each kind may want. */
export const programsFor = {
  unit: [],
  conformance: ['helm', 'helm-oracle'],
  integration,
  chaos: integration,
  e2e: [...integration, ...nodePrograms, 'minio', 'nats-streaming-server', 'mongo-stand-in'],
} as const satisfies Record<string, readonly Program[]>;

/** Builds what tests want before they run: their time is limited. */
export async function prepareBinaries(
  wanted: readonly Program[],
  onProgress: (progress: BinaryProgress) => void,
  signal?: AbortSignal,
): Promise<void> {
  await provideBinaries(wanted, { modules, env: process.env, onProgress }, signal);
}

/** The path of a program that a test runs as a person would: kubectl, helm. */
export async function binary(program: Program): Promise<string> {
  return (await provideBinaries([program], { modules, env: process.env, onProgress: say }))[program];
}

function say(progress: BinaryProgress): void {
  process.stderr.write(`${progress.step} ${progress.what} (${progress.index} of ${progress.count})\n`);
}
