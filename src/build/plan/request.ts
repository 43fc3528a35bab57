import { CapstanError } from '../../errors/index.ts';
import type { Architecture } from '../../image/index.ts';

export const targets = ['image', 'cli', 'chart', 'admin-tools'] as const;
export type Target = (typeof targets)[number];

export type Mode = 'local' | 'test' | 'release';

/** In the order in which lists of images name them. */
export const arches = ['arm64', 'amd64'] as const satisfies readonly Architecture[];
export type Arch = Architecture;

export const systems = ['linux', 'windows', 'darwin'] as const;
export type System = (typeof systems)[number];

export const builders = ['capstan', 'docker', 'buildah', 'podman'] as const;
export type Builder = (typeof builders)[number];

/** The words of the command line. */
export interface BuildWords {
  readonly release?: boolean;
  readonly test?: boolean;
  readonly debug?: boolean;
  readonly builder?: string;
  readonly targets: readonly string[];
  readonly components?: readonly string[];
}

export type Env = Readonly<Record<string, string | undefined>>;

/** What is asked for, checked in itself: nothing of the project or of git is known yet. */
export interface BuildRequest {
  readonly mode: Mode;
  readonly isDebug: boolean;
  /** Undefined: all that the project has. */
  readonly targets?: readonly Target[];
  /** Undefined: all that the project has. */
  readonly components?: readonly string[];
  readonly builder: Builder;
  /** Undefined: this machine's in a local or test build, all in a release. */
  readonly arches?: readonly Arch[];
  readonly systems?: readonly System[];
  readonly imageRegistry?: string;
  readonly repository?: string;
  readonly chartVersion?: string;
  readonly appVersion?: string;
  readonly branch: string;
  readonly isWithoutHash: boolean;
}

/** @throws CapstanError USAGE for pairs that exclude each other and for words that are not known */
export function readRequest(words: BuildWords, env: Env): BuildRequest {
  if (words.release && words.test) throw excluded('--test', 'a release is not built from test settings');
  if (words.release && words.debug) throw excluded('--debug', 'what is released waits for no debugger');
  const mode: Mode = words.release ? 'release' : words.test ? 'test' : 'local';
  const components = words.components ?? [];
  return {
    mode,
    isDebug: words.debug ?? false,
    ...(words.targets.length === 0 ? {} : { targets: chosen(words.targets, targets, 'target') }),
    ...(components.length === 0 ? {} : { components: [...new Set(components)] }),
    builder: chosen([words.builder ?? 'capstan'], builders, '--builder')[0] ?? 'capstan',
    ...archesOf(mode, env),
    ...systemsOf(env),
    ...given('imageRegistry', env['IMAGE_REGISTRY']),
    ...given('repository', env['REPOSITORY']),
    ...given('chartVersion', env['CHART_VERSION']),
    ...given('appVersion', env['APP_VERSION']),
    branch: branchOf(env),
    isWithoutHash: (env['RELEASE_BUILD'] ?? '') !== '',
  };
}

function excluded(flag: string, because: string): CapstanError {
  return new CapstanError('USAGE', `--release and ${flag} exclude each other: ${because}`, {
    hint: 'leave one of them out',
  });
}

/** `ARCH="arm64 amd64"`; `local` and `test` are what the builds of that name have anyway. */
function archesOf(mode: Mode, env: Env): Pick<BuildRequest, 'arches'> {
  const words = wordsOf(env['ARCH']);
  if (words.length === 0 || (mode !== 'release' && words.length === 1 && words[0] === mode)) return {};
  return { arches: chosen(words, arches, 'ARCH', fromShell('ARCH', arches)) };
}

function systemsOf(env: Env): Pick<BuildRequest, 'systems'> {
  const words = wordsOf(env['OS']);
  return words.length === 0 ? {} : { systems: chosen(words, systems, 'OS', fromShell('OS', systems)) };
}

/** Shells and systems set these, too, for purposes of their own: `OS=Windows_NT`, `ARCH=x86_64`. */
function fromShell(variable: string, among: readonly string[]): string {
  return `${variable} is a variable of the environment: unset it, or write into it some of ${among.join(', ')}`;
}

function wordsOf(text = ''): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function chosen<T extends string>(
  words: readonly string[],
  among: readonly T[],
  what: string,
  hint = `one of ${among.join(', ')}`,
): T[] {
  const unknown = words.find((word) => !among.includes(word as T));
  if (unknown !== undefined) {
    throw new CapstanError('USAGE', `${what}: "${unknown}" is not known`, { hint });
  }
  return among.filter((one) => words.includes(one));
}

/** Addresses of published charts are made of it, and end at a `#`. */
function branchOf(env: Env): string {
  const branch = env['BRANCH'] || 'main';
  if (!/[#?\s~^:\\[*]/.test(branch)) return branch;
  const hint = 'charts are fetched by an address with the branch in it: choose another name';
  throw new CapstanError('USAGE', `BRANCH is "${branch}", which cannot stand in an address`, { hint });
}

function given<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value ? { [key]: value } : {}) as { readonly [P in K]?: string };
}
