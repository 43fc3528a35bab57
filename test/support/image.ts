import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { scratchFolder } from './scratch.ts';

/**
 * Images without an engine: the last stage of a Dockerfile, carried out instruction by instruction on a folder. What it copies from
 * other stages is named by whoever asks.
 */
export interface Image {
  /** The root of its file system. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
}

export interface BuildOptions {
  readonly base: Image;
  readonly context: string;
  /** Where a path of another stage is on this machine. */
  readonly fromStage?: (stage: string, path: string) => string;
}

/** @throws Error for an instruction that is not known here */
export function buildImage(dockerfile: string, options: BuildOptions): Image {
  const stages = instructionsOf(dockerfile).reduce<Instruction[][]>((all, one) => {
    if (one.name === 'FROM') all.push([]);
    all.at(-1)?.push(one);
    return all;
  }, []);
  const { base } = options;
  return (stages.at(-1) ?? []).slice(1).reduce((image, one) => carryOut(image, one, options), base);
}

interface Instruction {
  readonly name: string;
  readonly words: string;
}

function instructionsOf(dockerfile: string): Instruction[] {
  const lines = dockerfile.replace(/^\s*#.*\n/gm, '').replace(/\\\n/g, ' ');
  return lines.split('\n').flatMap((line) => {
    const [, name = '', words = ''] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(line) ?? [];
    return name === '' ? [] : [{ name: name.toUpperCase(), words }];
  });
}

function carryOut(image: Image, { name, words }: Instruction, options: BuildOptions): Image {
  const expanded = words.replace(/\$\{(\w+)\}/g, (_, variable: string) => image.env[variable] ?? '');
  switch (name) {
    case 'ENV':
      return { ...image, env: { ...image.env, ...variablesOf(expanded) } };
    case 'WORKDIR':
      mkdirSync(join(image.root, expanded), { recursive: true });
      return { ...image, workdir: resolve(image.workdir, expanded) };
    case 'USER':
      return { ...image, user: expanded };
    case 'ENTRYPOINT':
      return { ...image, entrypoint: JSON.parse(expanded) as string[] };
    case 'RUN':
      run([...asRoot(), 'chroot', image.root, '/usr/bin/env', '-i', ...assignments(image.env), '/bin/sh', '-c', words]);
      return image;
    case 'COPY':
      copy(image, expanded, options);
      return image;
    default:
      throw new Error(`${name} is not known here`);
  }
}

function run([program = '', ...words]: readonly string[]): void {
  execFileSync(program, words);
}

/** Who is not root is root of a name space of his own, where there is no other user. */
function asRoot(): string[] {
  return isRoot ? [] : ['unshare', '--user', '--map-root-user'];
}

export const isRoot = process.getuid?.() === 0;

function variablesOf(words: string): Record<string, string> {
  return Object.fromEntries(words.split(/\s+/).map((pair) => pair.split('=', 2) as [string, string]));
}

export function assignments(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

function copy(image: Image, words: string, { context, fromStage }: BuildOptions): void {
  const [, stage] = /^--from=(\S+)/.exec(words) ?? [];
  const [source = '', target = ''] = words.replace(/^--\S+\s+/, '').split(/\s+/);
  const from = stage === undefined ? join(context, source) : fromStage?.(stage, source);
  if (from === undefined) throw new Error(`nobody says what ${source} of the stage ${stage} is`);
  const path = join(image.root, resolve(image.workdir, target));
  const to = target.endsWith('/') ? join(path, basename(source)) : path;
  mkdirSync(dirname(to), { recursive: true });
  if (statSync(from).isDirectory()) cpSync(from, to, { recursive: true });
  else linkOrCopy(from, to);
}

/** Node.js is too large to be copied where a second name does. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

const tools = ['sh', 'env', 'ln', 'cat'];

/** As much of a system as Dockerfiles take: a shell and what Node.js links to, of this machine. */
export function baseImage(programs: readonly string[]): Image {
  const root = scratchFolder();
  chmodSync(root, 0o755);
  for (const folder of ['bin', 'dev', 'etc', 'proc', 'tmp', 'usr/bin', 'usr/local/bin', 'var/run']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  chmodSync(join(root, 'tmp'), 0o1777);
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(root, 'dev/null'), '');
  const paths = tools.map((tool) => execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim());
  for (const [index, tool] of tools.entries()) copyFileSync(paths[index] as string, join(root, 'usr/bin', tool));
  symlinkSync('../usr/bin/sh', join(root, 'bin/sh'));
  for (const library of librariesOf([...paths, ...programs])) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    copyFileSync(library, join(root, library));
  }
  return {
    root,
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    workdir: '/',
    user: '0',
    entrypoint: [],
  };
}

function librariesOf(programs: readonly string[]): Set<string> {
  const text = programs.map((program) => execFileSync('ldd', [program], { encoding: 'utf8' })).join('');
  return new Set([...text.matchAll(/(?:=>\s*)?(\/\S+)\s+\(0x/g)].map(([, path]) => path as string));
}

/** A file of the image, as text. */
export function fileOf(image: Image, path: string): string {
  return readFileSync(join(image.root, path), 'utf8');
}

/** The command line that starts the image's entrypoint as its user (if we are root), group 0, and sees nothing else; /proc is there. */
export function commandOf(image: Image, args: readonly string[], env: Readonly<Record<string, string>>): string[] {
  const inside = [
    '/usr/bin/env',
    '-i',
    '-C',
    image.workdir,
    ...assignments({ ...image.env, ...env }),
    ...image.entrypoint,
    ...args,
  ];
  const script = 'mount --rbind /proc "$1/proc" && shift && exec "$@"';
  const user = isRoot ? [`--userspec=${image.user}:0`, '--groups=0'] : [];
  return [
    ...asRoot(),
    ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', image.root],
    ...['chroot', ...user, image.root, ...inside],
  ];
}
