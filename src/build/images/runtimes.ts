import { isCapstanError } from '../../errors/index.ts';
import { absentPrograms, buildImage, missing, nodeBinary } from '../../image/index.ts';
import type { Arch, BuildPlan } from '../plan/index.ts';
import type { Project } from '../project/index.ts';

export interface RuntimeOptions {
  readonly project: Project;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly nodeVersion: string;
  readonly onProgress: (what: string) => void;
}

/**
 * Fetches what images with Node.js are made of, unless the cache has it: what that needs and this machine lacks is told before the
 * project's own commands run.
 * @throws CapstanError TOOL_MISSING, TOOL_FAILED
 */
export async function provideRuntimes(plan: BuildPlan, options: RuntimeOptions, signal?: AbortSignal): Promise<void> {
  const { project, nodeVersion: version, cache, env } = options;
  const onProgress = (what: string | undefined) => what !== undefined && options.onProgress(what);
  const around = { cache, env, onProgress };
  const bases = new Map<Arch, Set<string>>();
  for (const { component, images } of plan.images) {
    const found = project.components.find(({ name }) => name === component);
    if (found?.runtime !== 'node') continue;
    for (const arch of images.flatMap(({ arches }) => arches)) {
      bases.set(arch, (bases.get(arch) ?? new Set()).add(found.base));
    }
  }
  for (const [architecture, names] of bases) {
    // another base may bring the libraries along, or be made by the project's commands
    const isWhole = names.has('scratch');
    const provided = isWhole
      ? buildImage({ architecture, runtime: { node: version }, layers: [] }, around, signal)
      : nodeBinary({ system: 'linux', architecture, version }, around, signal);
    await provided.catch((error: unknown) => {
      throw withAll(error, isWhole ? ['npm', 'apt-get', 'dpkg-deb'] : ['npm'], env);
    });
  }
}

/** The first that is missing is not the only one. */
function withAll(error: unknown, programs: readonly string[], env: NodeJS.ProcessEnv): unknown {
  const absent = isCapstanError(error, 'TOOL_MISSING') ? absentPrograms(programs, '/', env) : [];
  return absent.length > 0 ? missing(absent) : error;
}
