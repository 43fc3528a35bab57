import { type Component, expand, type Names, type Project } from '../project/index.ts';
import type { BuildPlan } from './plan.ts';
import type { Arch } from './request.ts';

/** A component on its way into an image. */
export interface RunningBuild {
  readonly component: Component;
  /** Undefined where the files of all architectures are the same. */
  readonly arch: Arch | undefined;
  /** A folder that the component's command may fill, gone when all is built. */
  readonly out: string;
}

type Versions = Pick<BuildPlan, 'version' | 'appVersion' | 'mode' | 'commit'>;

/** What `${NAME}` stands for in build.yaml, and what commands find in their environment. */
export function namesOf({ version, appVersion, mode, commit }: Versions, running?: RunningBuild): Names {
  const names = { VERSION: version, APP_VERSION: appVersion, MODE: mode, COMMIT: commit };
  if (running === undefined) return names;
  const { component, arch, out } = running;
  return { ...names, COMPONENT: component.name, OUT: out, ...(arch === undefined ? {} : { ARCH: arch }) };
}

/** The same for what an image is made of: each is of one architecture. */
export function imageNamesOf(plan: Versions, running: RunningBuild, arch: Arch): Names {
  return { ...namesOf(plan, running), ARCH: arch };
}

/** All that a plan fills in is filled in once, before anything runs. @throws CapstanError PROJECT_INVALID */
export function checkNames(plan: Versions & Pick<BuildPlan, 'images' | 'adminTools'>, project: Project): void {
  const check = (texts: readonly string[] = [], names: Names, where: string) => {
    for (const text of texts) expand(text, names, where);
  };
  const names = namesOf(plan);
  if (plan.images.length > 0 || plan.adminTools !== undefined) check(project.build, names, project.name);
  for (const component of project.components) {
    const arch = plan.images.find((image) => image.component === component.name)?.images[0]?.arches[0];
    if (arch === undefined) continue;
    const running = { component, arch: component.isBuiltPerArch ? arch : undefined, out: '' };
    check(component.build, namesOf(plan, running), component.name);
    check(textsOf(component), imageNamesOf(plan, running, arch), component.name);
  }
  if (plan.adminTools !== undefined) check(project.adminTools?.build, names, 'adminTools');
}

function textsOf({ base, files, workdir = '', env, command = [], args = [], labels, sbom = '' }: Component): string[] {
  const values = [...Object.values(env), ...Object.values(labels)];
  return [base, ...files.flatMap(({ from, to }) => [from, to]), workdir, ...values, ...command, ...args, sbom];
}
