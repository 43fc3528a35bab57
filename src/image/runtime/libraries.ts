import { copyFile, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import type { Architecture } from '../descriptor.ts';
import { Apt, aptNeeded, type UnpackedPackage } from './apt.ts';
import { keepFolder } from './keep.ts';
import type { RuntimeOptions } from './node.ts';

/** Packages that hold what Node.js links to. */
const packageNames = ['libc6', 'libgcc-s1', 'libstdc++6'];

/** What Node.js links to, and what the C library loads when a program asks for names and users. */
const wanted =
  /^(?:ld-linux-[\w-]+\.so\.\d|lib(?:c\.so\.6|m\.so\.6|dl\.so\.2|pthread\.so\.0|rt\.so\.1|resolv\.so\.2|nss_(?:dns|files)\.so\.2|gcc_s\.so\.1|stdc\+\+\.so\.6))$/;

export interface Libraries {
  /** `debian-bookworm` */
  readonly release: string;
  /** The folder that holds the files, each under its own name. */
  readonly folder: string;
  readonly files: readonly string[];
  /** Whose files they are; `NAME.copyright` lies in the folder, too. */
  readonly packages: readonly { readonly name: string; readonly version: string }[];
}

type Listed = Pick<Libraries, 'files' | 'packages'>;

/**
 * The libraries that Node.js needs, from the packages of this system's own release. What was fetched once stays in the cache,
 * so that images do not change by themselves; a cache that is removed is filled with the newest.
 * @throws CapstanError TOOL_MISSING, TOOL_FAILED
 */
export async function provideLibraries(
  architecture: Architecture,
  { cache, env, onProgress }: RuntimeOptions,
  signal?: AbortSignal,
): Promise<Libraries> {
  const { id, codename } = await readRelease();
  const release = `${id}-${codename}`;
  const folder = await keepFolder(await librariesFolder(cache, architecture), async (partial) => {
    onProgress?.(`fetching the libraries of Node.js for linux/${architecture}`);
    const apt = await Apt.open(join(partial, 'apt'), { codename, architecture }, env, signal);
    await writeFile(join(partial, 'list.json'), JSON.stringify(await take(apt, partial, signal)));
    await rm(join(partial, 'apt'), { recursive: true });
    onProgress?.(undefined);
  });
  return { release, folder, ...(JSON.parse(await readFile(join(folder, 'list.json'), 'utf8')) as Listed) };
}

/** Where they lie in the cache. @throws CapstanError TOOL_MISSING */
export async function librariesFolder(cache: string, architecture: Architecture): Promise<string> {
  const { id, codename } = await readRelease();
  return join(cache, 'runtime', `libraries-${id}-${codename}-${architecture}`);
}

async function readRelease(): Promise<{ id: string; codename: string }> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string) => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  const [id, codename] = [field('ID'), field('VERSION_CODENAME')];
  if (id !== '' && codename !== '') return { id, codename };
  throw new CapstanError('TOOL_MISSING', "this system has no packages of Debian's", { hint: aptNeeded });
}

async function take(apt: Apt, folder: string, signal: AbortSignal | undefined): Promise<Listed> {
  const packages = await apt.unpack(packageNames, signal);
  const files = (await Promise.all(packages.map(({ root }) => takeLibraries(root, folder)))).flat();
  const others = new Map<string, UnpackedPackage>();
  for (const one of packages) {
    // several packages of one source keep their licence in one of them
    const [documented = one.name] = await readlink(join(one.root, 'usr/share/doc', one.name)).then(
      (target) => [basename(target)],
      () => [],
    );
    const known = [...packages, ...others.values()].find(({ name }) => name === documented);
    const holder = known ?? (await apt.unpack([documented], signal))[0];
    if (holder === undefined) continue;
    if (!known) others.set(documented, holder);
    await copyFile(join(holder.root, 'usr/share/doc', documented, 'copyright'), join(folder, `${one.name}.copyright`));
  }
  return { files: files.sort(), packages: packages.map(({ name, version }) => ({ name, version })) };
}

/** Wherever a release keeps them: /lib, /usr/lib, with or without a folder for the processor. */
async function takeLibraries(root: string, folder: string): Promise<string[]> {
  const taken: string[] = [];
  for (const found of await readdir(root, { recursive: true, withFileTypes: true })) {
    const file = join(found.parentPath, found.name);
    if (!wanted.test(found.name) || taken.includes(found.name)) continue;
    const isFile = (await stat(file).catch(() => undefined))?.isFile() ?? false; // a link may lead out of the package
    if (!isFile || (found.isSymbolicLink() && (await readlink(file)).startsWith('/'))) continue;
    await copyFile(file, join(folder, found.name));
    taken.push(found.name);
  }
  return taken;
}
