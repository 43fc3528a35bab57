import { fileURLToPath } from 'node:url';
import {
  type Binaries,
  type BinaryProgress,
  type Component,
  components,
  type Program,
  programs,
  provideBinaries,
} from '../../src/devcluster/index.ts';

const modules = fileURLToPath(new URL('../control-plane', import.meta.url));

/** The programs of the given components, built when they are nowhere yet. */
export function binariesFor(wanted: readonly Component[] = components): Promise<Binaries> {
  return provideBinaries(
    ['etcd', 'kube-apiserver', ...wanted.filter((name) => !['etcd', 'kube-apiserver'].includes(name))],
    { modules, env: process.env, onProgress: say },
  );
}

/** All that a test may want. */
export const allPrograms = Object.keys(programs) as Program[];

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
