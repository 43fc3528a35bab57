import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type NodeBuild, nodeBinary, runtimeTools } from '../../image/index.ts';
import type { PlannedCli } from '../plan/index.ts';
import { bundle } from './bundle.ts';
import { launcherOf } from './launcher.ts';
import { makeProgram, preparePayload } from './program.ts';

export interface CliOptions {
  /** The project's folder, where entries lie. */
  readonly folder: string;
  /** The folder that the paths of the plan are below. */
  readonly output: string;
  /** A folder for what lies between, gone when all is built. */
  readonly work: string;
  /** Where versions of Node.js are kept. */
  readonly cache: string;
  /** The version of Node.js that programs carry. */
  readonly nodeVersion: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (what: string) => void;
}

type Target = Pick<PlannedCli, 'system' | 'arch'>;
type NodeOptions = Pick<CliOptions, 'cache' | 'env' | 'nodeVersion' | 'onProgress'>;

/** Makes the files of a plan, at their paths below `output`. @throws CapstanError */
export async function makeClis(clis: readonly PlannedCli[], options: CliOptions, signal?: AbortSignal): Promise<void> {
  for (const name of new Set(clis.map((cli) => cli.name))) {
    await makeOne(
      name,
      clis.filter((cli) => cli.name === name),
      options,
      signal,
    );
  }
}

/** The files of one CLI: they differ in the Node.js that is round them. */
async function makeOne(
  name: string,
  clis: readonly PlannedCli[],
  options: CliOptions,
  signal?: AbortSignal,
): Promise<void> {
  const { folder, output, env, onProgress } = options;
  onProgress(`bundling ${name}`);
  const script = await bundle(folder, clis[0]?.entry ?? '');
  const work = await mkdtemp(join(options.work, `${name}-`));
  try {
    const made = new Map<string, string>();
    for (const { path, system, arch, form } of clis) {
      onProgress(`making ${path}`);
      const file = join(output, path);
      await mkdir(dirname(file), { recursive: true });
      if (form === 'launcher') {
        await writeFile(file, launcherOf(name, script), { mode: 0o755 });
        continue;
      }
      const node = await nodeFor({ system, arch }, options, signal);
      const same = made.get(node);
      if (same === undefined) await makeProgram(node, await payload(), file, env, signal);
      else await copyFile(same, file);
      made.set(node, file);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }

  async function payload(): Promise<string> {
    return preparePayload(script, await nodeFor(thisMachine(), options, signal), work, env, signal);
  }
}

/** Fetches the versions of Node.js that programs carry, unless the cache has them. @throws CapstanError TOOL_MISSING, TOOL_FAILED */
export async function provideNodes(
  clis: readonly PlannedCli[],
  options: NodeOptions,
  signal?: AbortSignal,
): Promise<void> {
  for (const target of targetsOf(clis)) await nodeFor(target, options, signal);
}

/** Programs that `provideNodes` is going to start. */
export async function nodeToolsOf(
  clis: readonly PlannedCli[],
  { cache, nodeVersion }: Pick<NodeOptions, 'cache' | 'nodeVersion'>,
): Promise<string[]> {
  const builds = targetsOf(clis).map((target) => nodeBuild(target, nodeVersion));
  return (
    await Promise.all(builds.map((build) => (build === undefined ? [] : runtimeTools(build, false, cache))))
  ).flat();
}

function targetsOf(clis: readonly PlannedCli[]): readonly Target[] {
  const programs = clis.filter(({ form }) => form === 'program');
  return programs.length === 0 ? [] : [thisMachine(), ...programs];
}

function nodeFor(target: Target, { cache, env, nodeVersion, onProgress }: NodeOptions, signal?: AbortSignal) {
  const build = nodeBuild(target, nodeVersion);
  if (build === undefined) return Promise.resolve(process.execPath);
  return nodeBinary(build, { cache, env, onProgress: (what) => what !== undefined && onProgress(what) }, signal);
}

/** Windows on arm64 runs programs for amd64, and npm has no Node.js of its own for it. Undefined where this program's own is used. */
function nodeBuild({ system, arch }: Target, version: string): NodeBuild | undefined {
  if (system === 'darwin') return undefined;
  return { system, architecture: system === 'windows' ? 'amd64' : arch, version };
}

function thisMachine(): Target {
  return { system: machineSystem(), arch: process.arch === 'arm64' ? 'arm64' : 'amd64' };
}

function machineSystem(): PlannedCli['system'] {
  if (process.platform === 'win32') return 'windows';
  return process.platform === 'darwin' ? 'darwin' : 'linux';
}
