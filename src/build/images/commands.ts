import { delimiter, join } from 'node:path';
import { runProcess } from '../../image/index.ts';
import type { Builder, Target } from '../plan/index.ts';
import { expand, type Names, type Project } from '../project/index.ts';

/** What is asked for, or planned. */
interface Wanted {
  readonly builder: Builder;
  /** Undefined: all that the project has. */
  readonly targets?: readonly Target[];
  /** Undefined: all that the project has. */
  readonly components?: readonly string[];
}

/** The program that puts images together and the first words of all commands that a build runs: they have to be there. */
export function commandsOf({ builder, targets, components }: Wanted, project: Project): string[] {
  const isWanted = (target: Target) => targets?.includes(target) ?? true;
  const images = isWanted('image') ? project.components.filter(({ name }) => components?.includes(name) ?? true) : [];
  const adminTools = isWanted('admin-tools') ? project.adminTools : undefined;
  const commands = [
    images.length > 0 || adminTools !== undefined ? project.build : undefined,
    ...images.map(({ build }) => build),
    adminTools?.build,
  ];
  const programs = commands.flatMap((words) => (words?.[0] === undefined ? [] : [words[0]]));
  // which one a name in it stands for is known when it runs
  const known = programs.filter((program) => !program.includes('$'));
  return [...(builder === 'capstan' || images.length === 0 ? [] : [builder]), ...known];
}

/** Commands find what the project has installed for itself. */
export function projectEnv(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, PATH: [join(folder, 'node_modules', '.bin'), env['PATH'] ?? ''].join(delimiter) };
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
