import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { parseYamlDocuments } from '../../../src/yaml/index.ts';
import { bundle } from '../../support/bundle.ts';
import { scratchFolder } from '../../support/scratch.ts';

export const root = new URL('../../../', import.meta.url).pathname;
/** The program as it ships. */
export const copctl = join(await bundle(), '../copctl.js');
export const scratch = scratchFolder();
let folders = 0;

/** The command of a person who reads the guide, its words filled in. */
export const sixFlags = [
  'profile',
  'dump',
  'control-plane',
  ...['--wildcard-domain', 'apps.example.com'],
  ...['--control-plane-image', 'docker.io/cnvrg/app:v3.9.27'],
  ...['--registry-user', 'puller'],
  ...['--registry-password', 'pull: "password" #1'],
  ...['--ingress', 'istio'],
  ...['--cri', 'containerd'],
] as const;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly cwd: string;
}

/** In a folder of its own. */
export function run(words: readonly string[], program: readonly string[] = [process.execPath, copctl]): Outcome {
  folders += 1;
  const cwd = join(scratch, String(folders));
  mkdirSync(cwd);
  const [file = '', ...before] = program;
  const env = { PATH: process.env['PATH'] ?? '', HOME: scratch };
  const { status, stdout, stderr } = spawnSync(file, [...before, ...words], { cwd, encoding: 'utf8', env });
  return { code: status, stdout, stderr, cwd };
}

/** The command with six flags and these words; later ones win. @returns the folder of the dump */
export function dump(...words: readonly string[]): string {
  const { code, stderr, cwd } = run([...sixFlags, ...words]);
  assert.is(code, 0, stderr);
  return join(cwd, 'cnvrg-manifests');
}

/** The one object of a file. */
export function yamlOf(file: string): KubeObject {
  const documents = parseYamlDocuments(readFileSync(file, 'utf8'), { file });
  assert.is(documents.length, 1, `${file} holds ${documents.length} objects`);
  return documents[0] as KubeObject;
}

export function objectsIn(folder: string): KubeObject[] {
  return globSync('**/*.yaml', { cwd: folder }).map((path) => yamlOf(join(folder, path)));
}

export function find(folder: string, kind: string, name: string): KubeObject {
  const object = objectsIn(folder).find((one) => one.kind === kind && one.metadata.name === name);
  assert.ok(object, `there is no ${kind} ${name}`);
  return object;
}

/** A Secret's data, decoded. */
export function secretOf(folder: string, name: string): Readonly<Record<string, string>> {
  const data = find(folder, 'Secret', name)['data'] as Readonly<Record<string, string>>;
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]));
}

export interface PodSpec {
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    readonly envFrom?: readonly object[];
  }[];
  readonly initContainers?: PodSpec['containers'];
  readonly imagePullSecrets?: readonly { readonly name: string }[];
}

export function podSpecOf(object: KubeObject): PodSpec {
  return (object['spec'] as { template: { spec: PodSpec } }).template.spec;
}
