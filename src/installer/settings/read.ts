import { join } from 'node:path';
import type { Values } from '../../chart/index.ts';
import { CapstanError, isCapstanError, type Place as TextPlace } from '../../errors/index.ts';
import { readGoYaml } from '../../yaml/index.ts';
import type { PemFile, Tls } from '../certificates/index.ts';
import type { InstallerChart } from '../charts/index.ts';
import { kindOf, readText } from './files.ts';
import { checkNamespace } from './namespace.ts';
import { parseSource, type Source } from './source.ts';

/** Where the install of a settings folder is. */
export interface Place {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly namespace: string;
}

/** A settings folder as data. */
export interface Settings extends Place {
  readonly source: Source;
  /** undefined: servers have no certificates. */
  readonly tls: Tls<PemFile> | undefined;
  /** By the name of the file in values/. */
  readonly values: ReadonlyMap<string, Values>;
}

/** Files of the folder; paths are relative to it. */
export const paths = {
  readme: 'README.md',
  kubeconfig: 'kubeconfig',
  namespace: 'namespace',
  source: 'release.yaml',
  values: (file: string) => `values/${file}`,
  certificates: {
    authority: { cert: 'certs/ca.crt', key: 'certs/ca.key' },
    server: { cert: 'certs/server.crt', key: 'certs/server.key' },
  },
  uninstaller: 'uninstaller.sh',
} as const;

/** @throws CapstanError SETTINGS_INVALID for a folder that is not whole, VALUES_INVALID for values that are no YAML */
export async function readSettings(folder: string, table: readonly InstallerChart[]): Promise<Settings> {
  await checkFolder(folder);
  const known = await readText(folder, paths.source);
  const source = known ? parseSource(known, join(folder, paths.source)) : undefined;
  const { server } = paths.certificates;
  const texts = await readAll(folder, [
    paths.source,
    paths.kubeconfig,
    paths.namespace,
    ...valuesFiles(table).map(paths.values),
    ...(source?.tls ? [server.cert, server.key] : []),
  ]);
  const values = valuesFiles(table).map((file) => {
    const name = paths.values(file);
    return [file, parseValues(texts.get(name) as string, join(folder, name))] as const;
  });
  const optional = await optionalValues(folder, table);
  return {
    ...placeOf(folder, texts),
    source: source as Source, // readAll has seen to it
    tls: source?.tls ? await readTls(folder, texts) : undefined,
    values: new Map([...values, ...optional]),
  };
}

/** What a removal needs, whatever else of the folder is lost. @throws CapstanError SETTINGS_INVALID */
export async function readPlace(folder: string): Promise<Place> {
  await checkFolder(folder);
  return placeOf(folder, await readAll(folder, [paths.kubeconfig, paths.namespace]));
}

async function checkFolder(folder: string): Promise<void> {
  const kind = await kindOf(folder);
  if (kind !== 'nothing' && kind !== 'file') return;
  throw new CapstanError('SETTINGS_INVALID', `there is no settings folder ${folder}`, {
    hint: `make it with \`capstan install --prepare --settings ${folder}\``,
  });
}

function placeOf(folder: string, texts: ReadonlyMap<string, string>): Place {
  const namespace = (texts.get(paths.namespace) as string).trim();
  checkNamespace(namespace, join(folder, paths.namespace));
  return { folder, kubeconfig: join(folder, paths.kubeconfig), namespace };
}

/** What --prepare writes; a chart without a file there may still be given one. */
function valuesFiles(table: readonly InstallerChart[]): readonly string[] {
  return table.flatMap(({ sources }) => sources.map(({ file }) => file));
}

async function optionalValues(folder: string, table: readonly InstallerChart[]): Promise<[string, Values][]> {
  const found: [string, Values][] = [];
  for (const { name, sources } of table) {
    if (sources.length > 0) continue;
    const file = paths.values(`${name}.yaml`);
    const text = await readText(folder, file);
    if (text !== undefined) found.push([`${name}.yaml`, parseValues(text, join(folder, file))]);
  }
  return found;
}

async function readAll(folder: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const missing: string[] = [];
  for (const name of names) {
    const text = await readText(folder, name);
    if (text === undefined || (text.trim() === '' && !name.startsWith('values/'))) missing.push(name);
    else texts.set(name, text);
  }
  if (missing.length === 0) return texts;
  throw new CapstanError(
    'SETTINGS_INVALID',
    `settings folder ${folder} is not whole: ${missing.length === 1 ? 'there is no' : 'there are no'} ${missing.join(', ')}`,
    { hint: 'put back what is missing, or prepare another folder and copy your edits over' },
  );
}

async function readTls(folder: string, texts: ReadonlyMap<string, string>): Promise<Tls<PemFile>> {
  const { authority, server } = paths.certificates;
  const file = (name: string, text: string): PemFile => ({ file: join(folder, name), text });
  const given = (name: string) => file(name, texts.get(name) as string);
  const [cert, key] = [await readText(folder, authority.cert), await readText(folder, authority.key)];
  if (cert === undefined && key !== undefined) await readAll(folder, [authority.cert]);
  return {
    server: { cert: given(server.cert), key: given(server.key) },
    authority:
      cert === undefined ? undefined : authorityOf(file(authority.cert, cert), key && file(authority.key, key)),
  };
}

function authorityOf(cert: PemFile, key: PemFile | '' | undefined): Tls<PemFile>['authority'] {
  return { cert, key: key || undefined };
}

function parseValues(text: string, file: string): Values {
  try {
    return (readGoYaml(text, { into: 'map', file }) ?? {}) as Values;
  } catch (error) {
    if (!isCapstanError(error, 'YAML_INVALID')) throw error;
    throw new CapstanError('VALUES_INVALID', `${file} cannot be read: ${error.message}`, {
      place: withoutText(error.place ?? { file }), // a line of it may be a password
      hint: 'a values file is lines of key: value',
      cause: error,
    });
  }
}

function withoutText({ text: _, ...place }: TextPlace): TextPlace {
  return place;
}
