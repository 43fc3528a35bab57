import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { type Binaries, type Program, programs } from '../programs.ts';
import { cachedPath, cacheFolder } from './cache.ts';
import { downloadEnvtest, envtestPrograms } from './envtest.ts';
import { buildProgram } from './go-build.ts';
import { withLock } from './lock.ts';

export interface BinaryOptions {
  /** The folder with the pinned Go modules. */
  readonly modules: string;
  /** KUBEBUILDER_ASSETS, CAPSTAN_ENVTEST_INDEX, XDG_CACHE_HOME, HOME, and what `go` reads. */
  readonly env: NodeJS.ProcessEnv;
  /** Told before each piece of work that takes longer than a look at the disk. */
  readonly onProgress?: (progress: BinaryProgress) => void;
}

export interface BinaryProgress {
  readonly step: 'build' | 'download' | 'wait';
  readonly what: string;
  /** This piece of work is number `index` of `count`; both from 1. */
  readonly index: number;
  readonly count: number;
}

/**
 * The wanted programs, from the first place that has each: the folder KUBEBUILDER_ASSETS, the cache, an envtest archive of
 * the index CAPSTAN_ENVTEST_INDEX, and a build of the pinned Go module. The last two fill the cache.
 */
export async function provideBinaries<P extends Program>(
  wanted: readonly P[],
  options: BinaryOptions,
  signal?: AbortSignal,
): Promise<Record<P, string>> {
  const found = atHand(wanted, options);
  const missing = wanted.filter((program) => found[program] === undefined);
  if (missing.length > 0) Object.assign(found, await fillCache(missing, options, signal));
  return found as Record<P, string>;
}

/** What needs no work. */
function atHand(wanted: readonly Program[], options: BinaryOptions): Partial<Record<Program, string>> {
  const found: Partial<Record<Program, string>> = {};
  for (const program of wanted) {
    const path = fromAssets(program, options.env) ?? cachedPath(program, options);
    if (path !== undefined) found[program] = path;
  }
  return found;
}

function fromAssets(program: Program, env: NodeJS.ProcessEnv): string | undefined {
  const assets = env['KUBEBUILDER_ASSETS'];
  if (!assets) return undefined;
  const path = join(assets, program);
  return isExecutable(path) ? path : undefined;
}

/** One process at a time works on the cache; whoever waited finds the work done. */
function fillCache(missing: readonly Program[], options: BinaryOptions, signal?: AbortSignal): Promise<Binaries> {
  const folder = cacheFolder(options.env);
  const onWait = () => options.onProgress?.({ step: 'wait', what: 'another build', index: 1, count: missing.length });
  return withLock(
    join(folder, 'lock'),
    async () => {
      const found: Partial<Record<Program, string>> = {};
      for (const [at, program] of missing.entries()) {
        const progress = (step: BinaryProgress['step'], what: string) =>
          options.onProgress?.({ step, what, index: at + 1, count: missing.length });
        found[program] = cachedPath(program, options) ?? (await make(program, options, progress, signal));
      }
      return found;
    },
    { onWait, ...(signal === undefined ? {} : { signal }) },
  );
}

async function make(
  program: Program,
  options: BinaryOptions,
  progress: (step: BinaryProgress['step'], what: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const index = options.env['CAPSTAN_ENVTEST_INDEX'];
  if (index && envtestPrograms.includes(program)) {
    progress('download', 'envtest archive');
    await downloadEnvtest(index, options, signal);
    const path = cachedPath(program, options);
    if (path !== undefined) return path;
    throw new CapstanError('TOOL_FAILED', `the envtest archive of ${index} holds no ${program}`);
  }
  progress('build', program);
  return buildProgram(program, programs[program], options, signal);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // absent or not executable: both mean "not here"
  }
}
