import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import { isTable, root } from '../render.ts';
import { type ChartName, chartNames, chartOf, fullValues, objectsOf, render } from './charts.ts';
import type { Made, Metadata } from './made.ts';

const it = suite('charts of knitfab');
const appVersion = 'v1.2.3-abc1234';
const made = chartNames.flatMap((chart) =>
  (objectsOf(chart, fullValues[chart], { appVersion }) as unknown as Made[]).map((object) => ({ chart, object })),
);
const clusterKinds = ['StorageClass', 'CSIDriver', 'PriorityClass', 'ClusterRole', 'ClusterRoleBinding'];
const labelKeys = ['name', 'component', 'part-of', 'version', 'instance', 'managed-by'];

it('labels every object and every pod with what it is, of which release and version', () => {
  for (const { chart, object } of made) {
    const all: Metadata[] = [object.metadata];
    if (object.spec?.template) all.push(object.spec.template.metadata);
    for (const { labels } of all) {
      const of = (key: string) => labels[`app.kubernetes.io/${key}`];
      assert.equal(Object.keys(labels).sort(), labelKeys.map((key) => `app.kubernetes.io/${key}`).sort());
      assert.equal(
        [of('part-of'), of('version'), of('instance'), of('managed-by')],
        ['knitfab', appVersion, chart, 'Helm'],
        `${object.kind}/${object.metadata.name}`,
      );
    }
  }
});

it('keeps labels valid where the version has a +', () => {
  for (const chart of chartNames)
    for (const { metadata } of objectsOf(chart, fullValues[chart], { appVersion: 'v1.2.3+build' }))
      assert.is(metadata.labels?.['app.kubernetes.io/version'], 'v1.2.3_build');
});

it('selects pods by labels that they have, none of which changes from version to version', () => {
  for (const { object } of made) {
    if (!object.spec?.template || object.kind === 'Job') continue;
    const selector = object.spec.selector.matchLabels ?? object.spec.selector;
    const { labels } = object.spec.template.metadata;
    assert.equal({ ...labels, ...selector }, labels, object.metadata.name);
    assert.equal(
      Object.keys(selector),
      ['name', 'component', 'part-of'].map((key) => `app.kubernetes.io/${key}`),
    );
  }
});

it('leads every Service to pods of its chart', () => {
  for (const { chart, object } of made) {
    if (object.kind !== 'Service') continue;
    const pods = made.filter((other) => other.chart === chart && other.object.spec?.template);
    const wanted = object.spec.selector;
    const hits = pods.filter(({ object: { spec } }) =>
      Object.entries(wanted).every(([key, value]) => spec.template.metadata.labels[key] === value),
    );
    assert.is(hits.length, 1, object.metadata.name);
  }
});

it('names no two objects the same, and puts all that can be in the namespace of the release', () => {
  const ids = made.map(({ object }) => `${object.kind}/${object.metadata.name}`);
  assert.equal(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
  );
  for (const { object } of made)
    assert.is(
      object.metadata.namespace,
      clusterKinds.includes(object.kind) ? undefined : 'knitfab',
      object.metadata.name,
    );
});

it('003.16: asks for node ports that Kubernetes gives, each once', () => {
  const ports = made.flatMap(({ object }) =>
    object.kind === 'Service' ? object.spec.ports.flatMap(({ nodePort }) => nodePort ?? []) : [],
  );
  assert.equal(ports.sort(), [30503, 30803, 30990, 30991]);
});

it('renders the same bytes each time', () => {
  for (const chart of chartNames)
    assert.equal(render(chart, fullValues[chart]), render(chart, fullValues[chart]), chart);
});

it('shows no password and no key in what it says afterwards', () => {
  for (const chart of chartNames) assert.not.match(render(chart, fullValues[chart]).notes, /s3cret|a2V5|Y2Eta2V5/);
});

it('describes every value in values.schema.json', () => {
  for (const chart of chartNames) {
    const schema = JSON.parse(chartOf(chart).schema ?? '{}') as Schema;
    for (const path of pathsOf(chartOf(chart).values))
      assert.ok(at(schema, path, schema)?.description, `${chart}: ${path.join('.')}`);
  }
});

it('tells each value of a chart in the guide', () => {
  const guide = readFileSync(`${root}docs/guide/knitfab.md`, 'utf8');
  const handed = ['storage', 'database', 'certs'];
  for (const chart of chartNames) {
    const section = guide.split(`\n## ${chart}\n`)[1]?.split('\n## ')[0] ?? '';
    for (const path of pathsOf(chartOf(chart).values)) {
      if (handed.includes(path[0] ?? '') || (chart === 'knit-app' && path[0] === 'schemaUpgrader')) continue;
      for (const key of path) assert.ok(new RegExp(`\\b${key}\\b`).test(section), `${chart}: ${path.join('.')}`);
    }
  }
});

const refusals: readonly (readonly [chart: ChartName, values: Values, path: string])[] = [
  ['knit-app', { knitd: { port: 18080 } }, '/knitd/port'],
  ['knit-app', { knitd: { port: '30803' } }, '/knitd/port'],
  ['knit-app', { extraApis: { endpoints: [] } }, 'extraApis'],
  ['knit-app', { extraApi: { endpoints: [{ path: '/api/x', proxy_to: 'http://x' }] } }, '/extraApi/endpoints/0/path'],
  ['knit-app', { hooks: { 'lifecycle-hooks': { before: ['not a url'] } } }, '/hooks/lifecycle-hooks/before/0'],
  ['knit-app', { loops: { gc: { interval: '5' } } }, '/loops/gc/interval'],
  ['knit-app', { vex: { used: true } }, 'used'],
  ['knit-app', { imageRepository: 'ghcr.io/a/' }, '/imageRepository'],
  ['knit-image-registry', { port: 5000 }, '/port'],
  ['knit-image-registry', { initialCapacity: 8 }, '/initialCapacity'],
  ['knit-db-postgres', { ephemeral: 'yes' }, '/ephemeral'],
  ['knit-db-postgres', { credential: { password: 7 } }, '/credential/password'],
  ['knit-certs', { cert: '-----BEGIN CERTIFICATE-----' }, '/cert'],
  ['knit-storage-nfs', { nfs: { share: 'export' } }, '/nfs/share'],
  ['knit-storage-nfs', { nfs: { extern: true } }, 'extern'],
  ['knit-schema-upgrader', { schemaUpgrader: { image: '' } }, '/schemaUpgrader/image'],
];
for (const [chart, values, path] of refusals)
  it(`${chart} refuses ${JSON.stringify(values)} by its path`, () => {
    assert.throws(
      () => render(chart, values),
      ({ message }: Error) => message.includes(path),
    );
  });

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

function pathsOf(values: Values, above: readonly string[] = []): string[][] {
  return Object.entries(values).flatMap(([key, value]) => {
    const path = [...above, key];
    return isTable(value) ? [path, ...pathsOf(value, path)] : [path];
  });
}

function at(schema: Schema, path: readonly string[], top: Schema): Schema | undefined {
  const [first, ...rest] = path;
  const here = schema.$ref ? { ...top.$defs?.[schema.$ref.split('/').at(-1) ?? ''], ...schema } : schema;
  if (first === undefined) return here;
  const next = here.properties?.[first];
  return next && at(next, rest, top);
}

it.run();
