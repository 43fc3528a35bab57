import { delimiter, join } from 'node:path';
import { runProcess } from '../../image/index.ts';
import type { Arch, BuildPlan } from '../plan/index.ts';
import { type Component, expand, type Names, type Project } from '../project/index.ts';

/** A component on its way into an image. */
export interface RunningBuild {
  readonly component: Component;
  /** Undefined where the files of all architectures are the same. */
  readonly arch: Arch | undefined;
  /** A folder that the component's command may fill, gone when all is built. */
  readonly out: string;
}

/** The first words of all commands that a plan runs: they have to be there. */
export function commandsOf(plan: BuildPlan, project: Project): string[] {
  const wanted = project.components.filter(({ name }) => plan.images.some(({ component }) => component === name));
  const commands = [
    project.build,
    ...wanted.map(({ build }) => build),
    plan.adminTools ? project.adminTools?.build : undefined,
  ];
  return commands.flatMap((words) => (words?.[0] === undefined ? [] : [words[0]]));
}

/** Commands find what the project has installed for itself. */
export function projectEnv(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, PATH: [join(folder, 'node_modules', '.bin'), env['PATH'] ?? ''].join(delimiter) };
}

/** What `${NAME}` stands for in build.yaml, and what commands find in their environment. */
export function namesOf(plan: BuildPlan, running?: RunningBuild): Names {
  const { version, appVersion, mode, commit } = plan;
  const names = { VERSION: version, APP_VERSION: appVersion, MODE: mode, COMMIT: commit };
  if (running === undefined) return names;
  const { component, arch, out } = running;
  return { ...names, COMPONENT: component.name, OUT: out, ...(arch === undefined ? {} : { ARCH: arch }) };
}

/** Runs a command of build.yaml. @throws CapstanError TOOL_FAILED with what it said last */
export async function runCommand(
  words: readonly string[],
  names: Names,
  options: {
    readonly folder: string;
    readonly env: NodeJS.ProcessEnv;
    readonly isDebug: boolean;
    readonly what: string;
  },
  signal?: AbortSignal,
): Promise<void> {
  const [file = '', ...args] = words.map((word) => expand(word, names, options.what));
  const { folder, isDebug, what } = options;
  const env = { ...projectEnv(folder, options.env), ...names, OS: 'linux', DEBUG: isDebug ? 'debug' : '' };
  await runProcess({ file, args, cwd: folder, env, what: `${what}: ${words.join(' ')}` }, signal);
}
