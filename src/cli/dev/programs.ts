import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Binaries,
  type BinaryProgress,
  type ClusterSettings,
  type Program,
  provideBinaries,
} from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';

/** What a cluster of these settings consists of, built first where it is nowhere yet. */
export function provideCluster(
  settings: ClusterSettings,
  env: NodeJS.ProcessEnv,
  onProgress: (step: string) => void,
  signal: AbortSignal,
): Promise<Binaries> {
  return provideBinaries(
    programsOf(settings),
    { modules: modulesFolder(), env, onProgress: (step) => onProgress(describe(step)) },
    signal,
  );
}

/** kubectl of PATH, or the one that belongs to the control plane. */
export async function provideKubectl(env: NodeJS.ProcessEnv): Promise<string> {
  const own = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'kubectl'));
  const found = own.find(isProgram);
  if (found !== undefined) return found;
  const say = (step: BinaryProgress) => process.stderr.write(`${describe(step)} …\n`);
  return (await provideBinaries(['kubectl'], { modules: modulesFolder(), env, onProgress: say })).kubectl;
}

/** kwok's Stage definitions. */
export function stagesFile(): string {
  return join(modulesFolder(), 'kwok', 'stages.yaml');
}

function programsOf({ nodes, registryPort }: ClusterSettings): readonly Program[] {
  const common = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;
  const perKind = nodes === 'real' ? (['kubelet', 'kube-proxy', 'coredns', 'pause'] as const) : (['kwok'] as const);
  return [...common, ...perKind, ...(registryPort > 0 ? (['registry'] as const) : [])];
}

/** The pinned Go modules, which come with the program: in its folder, or in one round it. */
export function modulesFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const modules = join(folder, 'test', 'control-plane');
    if (existsSync(join(modules, 'kubernetes', 'go.mod'))) return modules;
    if (folder === dirname(folder)) {
      throw new CapstanError('TOOL_MISSING', 'the Go modules of the control plane are not beside this program', {
        hint: 'use the program of the npm package or of a checkout',
      });
    }
  }
}

function describe({ step, what, index, count }: BinaryProgress): string {
  if (step === 'wait') return 'waiting for another build of the control plane';
  return `${step === 'build' ? 'building' : 'downloading'} ${what}, ${index} of ${count}`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not in this folder
  }
}
