import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What package-lock.json says of a package. */
interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/**
 * A list of all that is in the bundle, as CycloneDX 1.6 in JSON: the packages that the bundler took files of, with version, licence and
 * the hash of the archive that npm installed. The same bundle gives the same text.
 * @param inputs paths of source files, relative to the folder of package-lock.json, as the bundler names them
 */
export function sbomOf(inputs: Iterable<string>, root = '.'): string {
  const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as Lockfile;
  const own = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as OwnPackage;
  const paths = [...inputs];
  const bundledAlready = paths.filter((path) => path.endsWith('.min.js')).flatMap(packageFolder);
  const within = bundledAlready.flatMap((folder) => dependenciesOf(folder, lock));
  const folders = [...new Set([...paths.flatMap(packageFolder), ...within])].sort();
  const components = folders.map((folder) => {
    const locked = lock.packages[folder];
    if (locked === undefined) throw new Error(`${folder} is in the bundle, and not in package-lock.json`);
    return component(nameOf(folder), locked);
  });
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', ...head(own.name, own.version), licenses: licensesOf(own.license) } },
    components,
    dependencies: [
      { ref: purl(own.name, own.version), dependsOn: components.map((one) => one['bom-ref']).sort() },
      ...components.map((one) => ({ ref: one['bom-ref'] })),
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

interface OwnPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** `node_modules/a/node_modules/@b/c` of a file in it; [] for a file of our own. */
function packageFolder(path: string): string[] {
  const [, folder] = /^(.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(`${dirname(path)}/`) ?? [];
  return folder === undefined ? [] : [folder];
}

/** A package that comes as one file has its own dependencies in it; they are installed all the same. */
function dependenciesOf(folder: string, lock: Lockfile): string[] {
  return Object.keys(lock.packages[folder]?.dependencies ?? {}).flatMap((name) => {
    const places = [`${folder}/node_modules/${name}`, `node_modules/${name}`];
    const place = places.find((one) => one in lock.packages);
    return place === undefined ? [] : [place, ...dependenciesOf(place, lock)];
  });
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function component(name: string, { version, integrity, license }: LockedPackage) {
  return {
    type: 'library',
    ...head(name, version),
    ...(license === undefined ? {} : { licenses: licensesOf(license) }),
    ...(integrity === undefined ? {} : { hashes: hashesOf(integrity) }),
  };
}

function head(name: string, version: string) {
  return { 'bom-ref': purl(name, version), name, version, purl: purl(name, version) };
}

function purl(name: string, version: string): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}

function licensesOf(license: string): object[] {
  return /^[A-Za-z0-9.-]+$/.test(license) ? [{ license: { id: license } }] : [{ expression: license }];
}

const algorithms: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

/** `sha512-BASE64`, several of them with blanks between, as hexadecimal digits. */
function hashesOf(integrity: string): object[] {
  return integrity.split(/\s+/).map((one) => {
    const dash = one.indexOf('-');
    const alg = algorithms[one.slice(0, dash)];
    if (alg === undefined) throw new Error(`${one.slice(0, dash)} is a hash that is not known here`);
    return { alg, content: Buffer.from(one.slice(dash + 1), 'base64').toString('hex') };
  });
}
