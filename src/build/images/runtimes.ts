import { buildImage, nodeBinary, runtimeTools } from '../../image/index.ts';
import type { Arch, BuildPlan } from '../plan/index.ts';
import type { Project } from '../project/index.ts';

export interface RuntimeOptions {
  readonly project: Project;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly nodeVersion: string;
  readonly onProgress: (what: string) => void;
}

/** Programs that `provideRuntimes` is going to start. */
export async function runtimeToolsOf(
  plan: BuildPlan,
  { project, cache, nodeVersion: version }: Pick<RuntimeOptions, 'project' | 'cache' | 'nodeVersion'>,
): Promise<string[]> {
  const tools = runtimesOf(plan, project).map(({ architecture, isWhole }) =>
    runtimeTools({ system: 'linux', architecture, version }, isWhole, cache),
  );
  return (await Promise.all(tools)).flat();
}

/**
 * Fetches what images with Node.js are made of, unless the cache has it: what goes wrong there is told before the project's own
 * commands run.
 * @throws CapstanError TOOL_MISSING, TOOL_FAILED
 */
export async function provideRuntimes(plan: BuildPlan, options: RuntimeOptions, signal?: AbortSignal): Promise<void> {
  const { project, nodeVersion: version, cache, env } = options;
  const onProgress = (what: string | undefined) => what !== undefined && options.onProgress(what);
  const around = { cache, env, onProgress };
  for (const { architecture, isWhole } of runtimesOf(plan, project)) {
    await (isWhole
      ? buildImage({ architecture, runtime: { node: version }, layers: [] }, around, signal)
      : nodeBinary({ system: 'linux', architecture, version }, around, signal));
  }
}

/** For which architectures, and whether with the libraries: another base may bring them along, or be made by the project's commands. */
function runtimesOf(plan: BuildPlan, project: Project): { architecture: Arch; isWhole: boolean }[] {
  const bases = new Map<Arch, Set<string>>();
  for (const { component, images } of plan.images) {
    const found = project.components.find(({ name }) => name === component);
    if (found?.runtime !== 'node') continue;
    for (const arch of images.flatMap(({ arches }) => arches)) {
      bases.set(arch, (bases.get(arch) ?? new Set()).add(found.base));
    }
  }
  return [...bases].map(([architecture, names]) => ({ architecture, isWhole: names.has('scratch') }));
}
