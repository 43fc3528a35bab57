import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture } from '../descriptor.ts';
import type { FileTree } from '../layer/index.ts';
import type { FileSource } from '../spec.ts';
import { type Libraries, provideLibraries } from './libraries.ts';
import { nodePackage, provideNode, type RuntimeOptions } from './node.ts';

export interface NodeRuntime {
  readonly files: readonly FileSource[];
  /** Says what the files are, without reading them. */
  readonly inputs: string;
  /** Package URLs of what is in it, for the list of parts. */
  readonly packages: readonly { readonly name: string; readonly version: string; readonly purl: string }[];
}

/** Where Debian's C library looks first, and the name that the kernel starts programs by. */
const places: Readonly<Record<Architecture, { readonly folder: string; readonly loader: string }>> = {
  amd64: { folder: 'usr/lib/x86_64-linux-gnu', loader: 'lib64/ld-linux-x86-64.so.2' },
  arm64: { folder: 'usr/lib/aarch64-linux-gnu', loader: 'lib/ld-linux-aarch64.so.1' },
};

/**
 * /usr/local/bin/node of a version, and of its libraries those that `base` does not have.
 * @throws CapstanError TOOL_MISSING, TOOL_FAILED, IMAGE_CORRUPT
 */
export async function nodeRuntime(
  version: string,
  architecture: Architecture,
  base: FileTree,
  options: RuntimeOptions,
  signal?: AbortSignal,
): Promise<NodeRuntime> {
  const build = { system: 'linux', architecture, version } as const;
  const node = await provideNode(build, options, signal);
  const { name, program } = nodePackage(build);
  const own = { name, version, purl: `pkg:npm/${name}@${version}` };
  const files: FileSource[] = [
    { from: join(node, program), to: '/usr/local/bin/node', mode: 0o755 },
    { from: join(node, 'LICENSE'), to: '/usr/local/share/doc/node/LICENSE', mode: 0o644 },
  ];
  const integrity = await readFile(join(node, 'integrity'), 'utf8');
  const { loader, folder } = places[architecture];
  const known = base.find('libc.so.6');
  if (known !== undefined && base.find('libstdc++.so.6') !== undefined) {
    return { files, inputs: integrity, packages: [own] };
  }
  const libraries = await provideLibraries(architecture, options, signal);
  // over a base with a C library of its own only the C++ ones are missing, and go where that one is
  const missing = known === undefined ? libraries.files : libraries.files.filter(isCppLibrary);
  const target = known === undefined ? folder : known.slice(0, known.lastIndexOf('/'));
  for (const file of missing) files.push({ from: join(libraries.folder, file), to: `/${target}/${file}`, mode: 0o755 });
  if (known === undefined)
    files.push({ link: `/${target}/${loader.slice(loader.indexOf('/') + 1)}`, to: `/${loader}` });
  const packages = packagesOf(libraries, architecture);
  for (const one of libraries.packages) {
    files.push({ from: join(libraries.folder, `${one.name}.copyright`), to: `/usr/share/doc/${one.name}/copyright` });
  }
  const inputs = [integrity, ...packages.map(({ purl }) => purl)].join(' ');
  return { files, inputs, packages: [own, ...packages] };
}

function isCppLibrary(name: string): boolean {
  return /^lib(?:gcc_s|stdc\+\+)\./.test(name);
}

function packagesOf({ release, packages }: Libraries, architecture: Architecture) {
  const [id = 'debian', codename = ''] = release.split('-');
  return packages.map(({ name, version }) => ({
    name,
    version,
    purl: `pkg:deb/${id}/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}&distro=${codename}`,
  }));
}
