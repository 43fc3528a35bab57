import { isAbsolute, posix } from 'node:path';
import { CapstanError } from '../errors/index.ts';
import { type Architecture, architectures } from './descriptor.ts';

/** What an image is to be. Equal specifications of equal files give equal digests. */
export interface ImageSpec {
  readonly architecture: Architecture;
  /** `scratch`, which is nothing; `host/repository:tag[@digest]`; or the folder of an OCI layout, `./folder[:ref]`. */
  readonly base?: string;
  /** A runtime as a layer of its own, below what is given here: Node.js of this version, at /usr/local/bin/node. */
  readonly runtime?: { readonly node: string };
  /** What changes most goes last. */
  readonly layers: readonly LayerSpec[];
  /** Over scratch a user other than root gets an entry in /etc/passwd. */
  readonly user?: number;
  readonly group?: number;
  /** Made if it is not there; it belongs to the user. */
  readonly workdir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: readonly number[];
  /** The program, and the words that come first. */
  readonly command?: readonly string[];
  /** Words that whoever starts the image may replace. */
  readonly args?: readonly string[];
  readonly volumes?: readonly string[];
  readonly stopSignal?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** 1970 when nothing is said: an image does not say when it was built, or it would never be the same twice. */
  readonly created?: Date;
  readonly sbom?: SbomSpec;
  readonly provenance?: ProvenanceSpec;
}

export interface LayerSpec {
  /** For people: what the layer holds. */
  readonly name: string;
  readonly files: readonly FileSource[];
}

/**
 * A file, or several, of a layer. `to` is a path in the image; a file goes into it when it ends with a slash, and of a
 * folder its contents go there. What is executable gets the mode 755, other files 644, whatever the umask was.
 */
export type FileSource = CopiedFiles | WrittenFile | SymbolicLink | EmptyFolder;

export interface Ownership {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

export interface CopiedFiles extends Ownership {
  /** An absolute path of this machine. */
  readonly from: string;
  readonly to: string;
  /** Globs, relative to `from`; `**` goes over folders. A folder that is left out takes its contents with it. */
  readonly exclude?: readonly string[];
  /** Globs as well, of what is as good as absent: a folder with nothing else in it is left out, too. */
  readonly ignore?: readonly string[];
}

export interface WrittenFile extends Ownership {
  readonly data: string | Uint8Array;
  readonly to: string;
}

export interface SymbolicLink {
  readonly link: string;
  readonly to: string;
}

export interface EmptyFolder extends Ownership {
  readonly folder: true;
  readonly to: string;
}

export interface SbomSpec {
  readonly name: string;
  readonly version: string;
  /** CycloneDX files in JSON: what they list is in the image, too. */
  readonly documents?: readonly string[];
}

export interface ProvenanceSpec {
  /** A URI of who builds. */
  readonly builder: string;
  readonly source?: { readonly uri: string; readonly digest: string };
  readonly parameters?: Readonly<Record<string, string>>;
}

/** @throws CapstanError IMAGE_INVALID */
export function checkSpec(spec: ImageSpec): void {
  const refuse = (what: string, hint?: string): never => {
    throw new CapstanError('IMAGE_INVALID', what, hint === undefined ? {} : { hint });
  };
  const { architecture, user = 0, group = 0, workdir, env = {}, ports = [], volumes = [] } = spec;
  if (!architectures.includes(architecture)) {
    refuse(`images are not made for ${architecture}`, `known are ${architectures.join(', ')}`);
  }
  for (const [what, id] of [
    ['user', user],
    ['group', group],
  ] as const) {
    if (!Number.isInteger(id) || id < 0 || id > maxId) refuse(`${what} ${id} is no id`, 'give a number, as 1001');
  }
  for (const path of [...(workdir === undefined ? [] : [workdir]), ...volumes]) {
    if (!isAbsolute(path)) refuse(`${path} is not an absolute path`, 'begin it with /');
  }
  for (const name of Object.keys(env)) {
    if (name === '' || /[=\0]/.test(name)) refuse(`${JSON.stringify(name)} is no name of an environment variable`);
  }
  for (const port of ports) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) refuse(`${port} is no port`, 'ports are 1 to 65535');
  }
  for (const { name, files } of spec.layers) for (const file of files) checkSource(name, file, refuse);
}

const maxId = 2 ** 31 - 1;

function checkSource(layer: string, source: FileSource, refuse: (what: string, hint?: string) => never): void {
  const inside = posix.normalize(`./${source.to}`).replace(/(?<=.)\/$/, '');
  if (source.to === '' || source.to.includes('\0') || inside === '..' || inside.startsWith('../')) {
    refuse(`layer ${layer}: ${JSON.stringify(source.to)} is no path in an image`);
  }
  if ('from' in source && !isAbsolute(source.from)) {
    refuse(`layer ${layer}: ${source.from} is not an absolute path`);
  }
  if (inside === '.' && !('from' in source)) refuse(`layer ${layer}: / is a folder already`);
}
