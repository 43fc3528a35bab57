import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compileCharts, type WrittenChart } from '../../../src/build/charts/index.ts';
import type { Values } from '../../../src/chart/index.ts';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { parseYamlDocuments } from '../../../src/yaml/index.ts';
import { type ChartName, chartNames, fullValues, objectsOf } from '../../charts/knitfab/charts.ts';
import { send, WebServer } from '../../repository/support/web-server.ts';
import { binary } from '../../support/binaries.ts';
import { testNamespace, useControlPlane } from '../../support/cluster.ts';
import { listKind } from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { writeCharts } from '../../support/write-charts.ts';

const run = promisify(execFile);
const root = scratchFolder();
const source = new URL('../../../helm-charts/knitfab/src', import.meta.url).pathname;
const versions = ['v0.1.0', 'v0.2.0'] as const;
const appVersion = 'v0.2.0-abc1234';
const helm = await binary('helm');
const { cluster, kubeconfig } = await useControlPlane();
const namespace = await testNamespace(cluster, 'helm-repo');

const to = join(root, 'charts');
const web = await new WebServer().start();
let written: readonly WrittenChart[] = [];
for (const version of versions) {
  const charts = await compileCharts(source, { version, appVersion: `${version}-abc1234`, debug: false });
  written = await writeCharts(charts, { to, version, now: new Date() });
  for (const { file } of written) web.on(file.slice(to.length), send(readFileSync(file)));
}
web.on('/index.yaml', send(readFileSync(join(to, 'index.yaml'))));

const it = suite('a chart repository of ours, and the real helm');
it.after(() => web.stop());

it('003.5: helm repo add reads the index, helm search finds every chart in all of its versions', async () => {
  assert.match(await helmWith('repo', 'add', 'knitfab', web.url), 'has been added');
  const found = JSON.parse(await helmWith('search', 'repo', 'knitfab/', '--versions', '-o', 'json')) as Found[];
  const told = found.map(({ name, version, app_version }) => `${name} ${version} ${app_version}`);
  const wanted = chartNames.flatMap((name) =>
    versions.map((version) => `knitfab/${name} ${version} ${version}-abc1234`),
  );
  assert.equal(told.sort(), wanted.sort());
});

it('003.5: helm pull gets the archive whose digest the index tells', async () => {
  for (const { name, file } of written) {
    await helmWith('pull', `knitfab/${name}`, '--version', versions[1], '--destination', root);
    assert.ok(readFileSync(join(root, `${name}-${versions[1]}.tgz`)).equals(readFileSync(file)), name);
  }
});

for (const name of chartNames) {
  it(`003.5: helm template renders ${name} to the objects that Eta renders`, async () => {
    const release = [name, `knitfab/${name}`, '--version', versions[1], '--namespace', 'knitfab'];
    for (const values of [fullValues[name], leastValues[name] ?? {}]) {
      const text = await helmWith(
        'template',
        ...release,
        '--kube-version',
        'v1.34.4',
        '--values',
        valuesFile(name, values),
      );
      const objects = parseYamlDocuments(text, { file: name }).filter((one) => one !== null);
      assert.equal(
        byId(objects as KubeObject[]),
        byId(objectsOf(name, values, { appVersion }) as unknown as KubeObject[]),
      );
    }
  });
}

it('003.5: helm lint has nothing against them', async () => {
  for (const name of chartNames) {
    const said = await helmWith('lint', join(to, versions[1], name), '--values', valuesFile(name, fullValues[name]));
    assert.match(said, '1 chart(s) linted, 0 chart(s) failed');
  }
});

it('003.5: helm installs a chart of the repository, and upgrades it to the next version', async () => {
  const name = 'knit-db-postgres';
  const values = ['--values', valuesFile(name, fullValues[name]), '--namespace', namespace, '--kubeconfig', kubeconfig];
  const [before, after] = versions;
  assert.match(await helmWith('install', name, `knitfab/${name}`, '--version', before, ...values), 'STATUS: deployed');
  assert.match(await helmWith('upgrade', name, `knitfab/${name}`, '--version', after, ...values), 'REVISION: 2');
  const [deployment] = await listKind(cluster, namespace, 'apps/v1/Deployment');
  assert.is(deployment?.metadata.labels?.['app.kubernetes.io/version'], appVersion);
  await helmWith('uninstall', name, '--namespace', namespace, '--kubeconfig', kubeconfig);
});

it('003.5: an archive of the folder is installed as it is', async () => {
  const archive = written.find(({ name }) => name === 'knit-certs')!.file;
  const values = ['--values', valuesFile('knit-certs', fullValues['knit-certs'])];
  const where = ['--namespace', namespace, '--kubeconfig', kubeconfig];
  assert.match(await helmWith('install', 'certs', archive, ...values, ...where), 'STATUS: deployed');
  const secrets = await listKind(cluster, namespace, 'v1/Secret');
  assert.ok(secrets.some(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'certs'));
});

it('what a template refuses, helm refuses, with the place in the Eta template', async () => {
  const said = await helmWith('template', 'x', join(to, versions[1], 'knit-db-postgres')).catch(
    (error: Error) => error.message,
  );
  assert.match(said, /templates\/database\.yaml\.eta:\d+:\d+: credential\.password has to be given/);
});

interface Found {
  readonly name: string;
  readonly version: string;
  readonly app_version: string;
}

/** What a chart cannot do without. */
const leastValues: Partial<Record<ChartName, Values>> = {
  'knit-db-postgres': { credential: { password: 'p: "x"' } },
};

function valuesFile(name: string, values: object): string {
  return writeText(join(root, `${name}.json`), JSON.stringify(values), 0o600);
}

function byId(objects: readonly KubeObject[]): Record<string, unknown> {
  const entries = objects.map((object) => [
    `${object.kind}/${object.metadata.name}`,
    JSON.parse(JSON.stringify(object)),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function helmWith(...words: readonly string[]): Promise<string> {
  const home = join(root, 'home');
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    HELM_CACHE_HOME: home,
    HELM_CONFIG_HOME: home,
    HELM_DATA_HOME: home,
  };
  const { stdout } = await run(helm, words, { env });
  return stdout;
}

it.run();
