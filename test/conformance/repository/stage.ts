import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeText } from '../../support/scratch.ts';

export interface Stage {
  /** What each command starts with, to be copied. */
  readonly seed: string;
  /** What the repository serves. */
  readonly web: string;
}

/** Charts of all sorts, packed by the real Helm where they have to be, and pushed to the registry. */
export function setStage(folder: string, helm: string, repository: string, registry: string): Stage {
  const [seed, web, home] = [join(folder, 'seed'), join(folder, 'web'), join(folder, 'home')];
  for (const one of [seed, web, home]) mkdirSync(one, { recursive: true });
  const run = (...words: string[]) =>
    execFileSync(helm, words, { cwd: seed, env: { HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] });
  writeText(join(home, '.config/helm/repositories.yaml'), repositoriesText(repository));
  for (const [name, version] of published) {
    const chart = writeChart(join(folder, 'charts', `${name}-${version}`), name, version);
    run('package', chart, '-d', web);
    run('push', join(web, `${name}-${version}.tgz`), `oci://${registry}/charts`, '--plain-http');
    if (name === 'alpha' && version === '1.2.3') {
      cpSync(chart, join(seed, 'alpha'), { recursive: true });
      cpSync(join(web, 'alpha-1.2.3.tgz'), join(seed, 'alpha.tgz'));
    }
  }
  run('repo', 'index', web);
  writeDependants(seed, repository, `oci://${registry}/charts`);
  return { seed, web };
}

/** What has to be locked by Helm before the commands run, once the repository serves. */
export async function lockCharts({ seed }: Stage, helm: string, home: string): Promise<void> {
  const lock = async (name: string, as: string) => {
    cpSync(join(seed, name), join(seed, as), { recursive: true });
    // the repository is served by this process
    await promisify(execFile)(helm, ['dependency', 'update', as], { cwd: seed, env: { HOME: home } });
  };
  await lock('repo', 'locked');
  cpSync(join(seed, 'locked'), join(seed, 'stale'), { recursive: true });
  writeFileSync(join(seed, 'stale/Chart.yaml'), chartText('repo', [`name: alpha, version: 1.0.0, repository: x`]));
  cpSync(join(seed, 'locked'), join(seed, 'outdated'), { recursive: true });
  cpSync(join(seed, 'alpha.tgz'), join(seed, 'outdated/charts/alpha-1.2.3.tgz'));
  cpSync(join(seed, 'alpha.tgz'), join(seed, 'outdated/charts/zzz.tgz'));
  cpSync(join(seed, 'locked'), join(seed, 'broken'), { recursive: true });
  writeText(join(seed, 'broken/charts/junk.tgz'), 'no archive, but a text');
  writeText(join(seed, 'outdated/charts/gamma/Chart.yaml'), 'apiVersion: v2\nname: gamma\nversion: 0.5.0\n');
}

export function repositoriesText(repository: string): string {
  return `apiVersion: ""\nrepositories:\n- name: loc\n  url: ${repository}\n`;
}

const published = [
  ['alpha', '1.0.0'],
  ['alpha', '1.2.3'],
  ['alpha', '1.5.0+build.7'],
  ['alpha', '2.0.0-rc.1'],
  ['beta', '0.3.0'],
] as const;

function writeChart(folder: string, name: string, version: string): string {
  writeText(
    join(folder, 'Chart.yaml'),
    `apiVersion: v2
name: ${name}
version: ${version}
appVersion: "1.10"
description: 'A chart, "quoted": <b> & ünï'
keywords: [b, a]
maintainers:
- name: Some One
  url: https://example.com
annotations:
  x10: "1"
  x9: "yes"
  multi: |
    line 1
    line 2
`,
  );
  writeText(join(folder, 'values.yaml'), '# a comment\nreplicas: 1\nlist: [1,2]\n');
  writeText(join(folder, 'values.schema.json'), '{"type": "object"}');
  writeText(join(folder, 'templates/a.yaml'), 'kind: ConfigMap\n');
  writeText(join(folder, 'templates/_helpers.tpl'), '{{ define "x" }}{{ end }}\n');
  writeText(join(folder, 'crds/crd.yaml'), 'kind: CustomResourceDefinition\n');
  writeText(join(folder, 'README.md'), `# ${name}\n`);
  writeText(join(folder, `files/${'long-name/'.repeat(15)}x`), 'a path that fits no old tar header');
  return folder;
}

function writeDependants(seed: string, repository: string, oci: string): void {
  const write = (name: string, ...dependencies: string[]) => {
    writeText(join(seed, name, 'Chart.yaml'), chartText(name, dependencies));
    writeText(join(seed, name, 'templates/x.yaml'), 'kind: X\n');
  };
  write(
    'repo',
    `name: alpha, version: ^1.0.0, repository: "${repository}"`,
    `name: beta, version: "*", repository: "${repository}/"`,
  );
  write(
    'alias',
    'name: alpha, version: 1.x, repository: "@loc", alias: one',
    'name: alpha, version: 1.x, repository: "alias:loc", alias: two, condition: two.on, tags: [a, b], import-values: [x, {parent: c, child: "a<b"}]',
  );
  write(
    'oci',
    `name: alpha, version: ">=1.0 <1.3", repository: "${oci}"`,
    `name: beta, version: 0.3.0, repository: "${oci}"`,
  );
  write('ocinope', `name: nope, version: ^1, repository: "${oci}"`);
  write('ocimissing', `name: alpha, version: 7.7.7, repository: "${oci}"`);
  write('local', 'name: kid, version: ">=0.0.1", repository: "file://../kid"');
  write('filebad', 'name: kid, version: ^7, repository: "file://../kid"');
  write('nofile', 'name: kid, version: 1, repository: "file://../missing"');
  writeText(join(seed, 'kid/Chart.yaml'), 'apiVersion: v2\nname: kid\nversion: 0.5.0\n');
  for (const [name, range] of [
    ['inside', '^1'],
    ['insidebad', '^2'],
  ] as const) {
    write(name, `name: sub, version: ${range}`);
    writeText(join(seed, name, 'charts/sub/Chart.yaml'), 'apiVersion: v2\nname: sub\nversion: 1.4.0\n');
  }
  write(
    'nover',
    `name: alpha, version: ^9, repository: "${repository}"`,
    `name: beta, version: ^7, repository: "${repository}"`,
  );
  write('badrange', `name: alpha, version: a b c, repository: "${repository}"`);
  write('nochart', `name: gamma, version: 1, repository: "${repository}"`);
  write('noalias', 'name: alpha, version: 1, repository: "@nope"');
  write('plain', 'name: alpha, version: 1, repository: stable');
  write(
    'longname',
    `name: alpha, version: ^1.0.0, repository: "https://example.com/${'x'.repeat(120)}"`,
    'name: ünï, version: 1, repository: "https://日本語.example.com/"',
  );
  writeText(join(seed, 'nodeps/Chart.yaml'), 'apiVersion: v2\nname: nodeps\nversion: 0.5.0\n');
  writeText(join(seed, 'v1/Chart.yaml'), 'apiVersion: v1\nname: v1\nversion: 0.5.0\n');
  writeText(
    join(seed, 'v1/requirements.yaml'),
    `dependencies:\n- name: beta\n  version: 0.x\n  repository: ${repository}\n`,
  );
  // its lock names a repository that repositories.yaml does not
  write('unnamed', 'name: beta, version: 0.3.0, repository: "http://127.0.0.1:9/none"');
  writeText(
    join(seed, 'unnamed/Chart.lock'),
    `dependencies:
- name: beta
  repository: http://127.0.0.1:9/none
  version: 0.3.0
digest: sha256:3fdae4a1d64d0ed6c36c3cd2e2c9e4a2c0b9b0f6bbd0e5ea2b76f0f2a5c5a6a5
generated: "2026-01-01T00:00:00Z"
`,
  );
}

function chartText(name: string, dependencies: readonly string[]): string {
  const list = dependencies.map((one) => `- {${one}}\n`).join('');
  return `apiVersion: v2\nname: ${name}\nversion: 0.1.0\ndependencies:\n${list}`;
}
