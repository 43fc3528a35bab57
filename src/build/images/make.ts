import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildImage, type Image, type NamedImage, type RegistryOptions } from '../../image/index.ts';
import { type Arch, type BuildPlan, namesOf, type PlannedComponent, type RunningBuild } from '../plan/index.ts';
import type { Component, Project } from '../project/index.ts';
import { runCommand } from './commands.ts';
import type { BuildRecord } from './record.ts';
import { specificationOf } from './specification.ts';

export interface MakeOptions {
  readonly folder: string;
  /** A folder for what lies between, gone when all is built. */
  readonly work: string;
  /** Paths that builds write: absolute, as globs. */
  readonly outputs: readonly string[];
  readonly project: Project;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly nodeVersion: string;
  readonly created: Date;
  readonly source: string | undefined;
  readonly builder: string;
  /** For bases that lie in a registry. */
  readonly registry?: RegistryOptions;
  readonly onProgress: (what: string) => void;
}

export interface MadeImages {
  readonly named: readonly NamedImage[];
  readonly record: BuildRecord;
}

/** The images of a plan. Nothing is written but to the cache and to `work`, and what the project's own commands write. @throws CapstanError */
export async function makeImages(plan: BuildPlan, options: MakeOptions, signal?: AbortSignal): Promise<MadeImages> {
  const { mode, version, appVersion, registry, repository } = plan;
  const named: NamedImage[] = [];
  const components: BuildRecord['components'][number][] = [];
  for (const planned of plan.images) {
    const images = await makeComponent(planned, plan, options, signal);
    named.push(...namesIn(planned, images));
    components.push({
      name: planned.component,
      tag: planned.list,
      images: planned.images.flatMap(({ tag, arches }) =>
        arches.map((arch) => {
          const { manifest, size } = imageFor(arch, images);
          return { tag, arch, digest: manifest.digest, size };
        }),
      ),
    });
  }
  return { named, record: { mode, version, appVersion, registry, repository, components } };
}

async function makeComponent(
  planned: PlannedComponent,
  plan: BuildPlan,
  options: MakeOptions,
  signal?: AbortSignal,
): Promise<ReadonlyMap<Arch, Image>> {
  const { folder, work, project, env, onProgress } = options;
  const component = project.components.find(({ name }) => name === planned.component) as Component;
  const arches = planned.images.flatMap((image) => image.arches);
  const images = new Map<Arch, Image>();
  const out = await mkdtemp(join(work, `${component.name}-`));
  try {
    for (const arch of arches) {
      const own = component.isBuiltPerArch ? { arch, out: join(out, arch) } : { arch: undefined, out };
      const running: RunningBuild = { component, ...own };
      await mkdir(running.out, { recursive: true });
      if (component.build !== undefined && (component.isBuiltPerArch || arch === arches[0])) {
        onProgress(`${component.name}: ${component.build.join(' ')}`);
        const what = component.name;
        const names = namesOf(plan, running);
        await runCommand(component.build, names, { folder, env, isDebug: plan.isDebug, what }, signal);
      }
      onProgress(`${component.name}: image for ${arch}`);
      const specification = specificationOf({ ...options, plan, running, arch, projectName: project.name });
      images.set(arch, await buildImage(specification, buildOptions(plan, options), signal));
    }
    return images;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

function buildOptions({ builder }: BuildPlan, { cache, env, registry, onProgress }: MakeOptions) {
  return {
    cache,
    env,
    ...(registry === undefined ? {} : { registry }),
    ...(builder === 'capstan' ? {} : { builder }),
    onProgress: (what: string | undefined) => what !== undefined && onProgress(what),
  };
}

/** Each tag of a component, the list of all last: it names what has to be there. */
function namesIn(
  { component, images: planned, list }: PlannedComponent,
  images: ReadonlyMap<Arch, Image>,
): NamedImage[] {
  const tags = planned.map(({ tag, arches }) => ({ tag, arches }));
  const all = { tag: list, arches: planned.flatMap(({ arches }) => arches) };
  const names = tags.some(({ tag }) => tag === list) ? tags : [...tags, all];
  return names.map(({ tag, arches }) => ({
    name: `${component}:${tag}`,
    images: arches.map((arch) => imageFor(arch, images)),
  }));
}

function imageFor(arch: Arch, images: ReadonlyMap<Arch, Image>): Image {
  return images.get(arch) as Image;
}
