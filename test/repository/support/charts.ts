import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageChart, type RepositorySettings } from '../../../src/repository/index.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const root = scratchFolder();
let folders = 0;

/** A folder of its own for whoever asks. */
export function newFolder(): string {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  return folder;
}

/** A small chart, packed. */
export async function packedChart(
  name: string,
  version: string,
): Promise<{ readonly path: string; readonly data: Buffer }> {
  const folder = join(newFolder(), name);
  writeText(join(folder, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: ${version}\n`);
  writeText(join(folder, 'values.yaml'), 'replicas: 1\n');
  writeText(join(folder, 'templates/a.yaml'), 'kind: ConfigMap\n');
  const path = await packageChart(folder, { destination: newFolder(), now: new Date(0) });
  return { path, data: readFileSync(path) };
}

export function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export interface Indexed {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly digest?: string;
}

export function indexOf(...entries: readonly Indexed[]): string {
  const lines = Map.groupBy(entries, ({ name }) => name)
    .entries()
    .map(([name, versions]) => `  ${name}:\n${versions.map(entryText).join('')}`);
  return `apiVersion: v1\nentries:\n${[...lines].join('')}`;
}

function entryText({ name, version, url, digest }: Indexed): string {
  const extra = digest === undefined ? '' : `    digest: ${digest}\n`;
  return `  - name: ${name}\n    version: ${version}\n    apiVersion: v2\n${extra}    urls:\n    - ${url}\n`;
}

export interface TestSettings extends RepositorySettings {
  readonly notes: string[];
  readonly folder: string;
}

/** Settings of a person who has nothing yet; `repositories` is the text of repositories.yaml. */
export function settingsWith(repositories?: string): TestSettings {
  const folder = newFolder();
  const notes: string[] = [];
  mkdirSync(join(folder, 'cache'));
  if (repositories !== undefined) writeText(join(folder, 'repositories.yaml'), repositories);
  return {
    folder,
    notes,
    repositoryConfig: join(folder, 'repositories.yaml'),
    repositoryCache: join(folder, 'cache'),
    credentialFiles: [join(folder, 'config.json')],
    proxy: {},
    userAgent: 'capstan/test',
    onNote: (line) => notes.push(line),
  };
}
