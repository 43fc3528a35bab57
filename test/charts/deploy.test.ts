import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Chart, Values } from '../../src/chart/index.ts';
import { loadWatches } from '../../src/operator/watches/index.ts';
import { isTable, kreChart, readObjects, root, versionChart } from './render.ts';

const it = suite('deploy');

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const kinds: readonly (readonly [kind: string, chart: Chart, crd: string, sample: string])[] = [
  ['Runtime', kreChart, 'kre.konstellation.io_runtimes_crd.yaml', 'kre.konstellation.io_v1alpha1_runtime_cr.yaml'],
  [
    'RuntimeVersion',
    versionChart,
    'kre.konstellation.io_runtimeversions_crd.yaml',
    'kre.konstellation.io_v1alpha1_runtimeversion_cr.yaml',
  ],
];

for (const [kind, chart, crd, sample] of kinds) {
  const [definition] = readObjects(`deploy/crds/${crd}`);
  const { names, versions, scope } = definition!['spec'] as Definition;
  const { spec, status } = versions[0]!.schema.openAPIV3Schema.properties as { spec: Schema; status: Schema };

  it(`defines ${kind}: namespaced, v1alpha1 alone, with a status of its own`, () => {
    const plural = `${kind.toLowerCase()}s`;
    assert.equal(names, { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() });
    assert.is(definition!.metadata.name, `${plural}.kre.konstellation.io`);
    assert.is(scope, 'Namespaced');
    assert.equal(
      versions.map(({ name, served, storage, subresources }) => ({ name, served, storage, subresources })),
      [{ name: 'v1alpha1', served: true, storage: true, subresources: { status: {} } }],
    );
    assert.equal(Object.keys(status.properties ?? {}), ['observedGeneration', 'conditions', 'deployedRelease']);
  });

  it(`describes every value of ${kind}'s chart in the CRD and in values.schema.json`, () => {
    const schema = JSON.parse(chart.schema!) as Schema;
    for (const path of tables(chart.values)) {
      assert.ok(at(spec, path)?.description, `the CRD's spec.${path.join('.')}`);
      assert.ok(at(schema, path, schema)?.description, `values.schema.json's ${path.join('.')}`);
    }
  });

  it(`checks no single value of ${kind} in the CRD, which would keep the error out of the resource's status`, () => {
    const typed = leavesOf(spec).filter(([, leaf]) => leaf.type !== undefined);
    assert.equal(
      typed.map(([path]) => path),
      [],
    );
  });

  it(`samples ${kind} in its own version, without a namespace`, () => {
    const objects = readObjects(`deploy/crds/${sample}`);
    assert.equal(
      objects.map((object) => [object.apiVersion, object.kind, object.metadata.namespace]),
      [['kre.konstellation.io/v1alpha1', kind, undefined]],
    );
  });
}

it('holds rights in its namespace alone, and none by wildcard', () => {
  const objects = ['role', 'role_binding', 'service_account', 'operator'].flatMap((name) =>
    readObjects(`deploy/${name}.yaml`),
  );
  assert.equal(
    objects.map((object) => [object.kind, object.metadata.name, object.metadata.namespace]),
    ['Role', 'RoleBinding', 'ServiceAccount', 'Deployment'].map((kind) => [kind, 'kre-operator', undefined]),
  );
  const rules = objects[0]!['rules'] as Readonly<Record<string, readonly string[]>>[];
  assert.equal(
    rules.filter((rule) => Object.values(rule).some((words) => words.includes('*'))),
    [],
  );
});

it('leads every kind to its chart in watches.yaml', async () => {
  const warnings: string[] = [];
  const watches = await loadWatches('watches.yaml', { env: {}, cwd: root, warn: (warning) => warnings.push(warning) });
  assert.equal(
    watches.map(({ gvk, chart }) => [gvk.group, gvk.version, gvk.kind, chart.metadata.name]),
    [
      ['kre.konstellation.io', 'v1alpha1', 'Runtime', 'kre-chart'],
      ['kre.konstellation.io', 'v1alpha1', 'RuntimeVersion', 'runtime-version-chart'],
      ['mlops.cnvrg.io', 'v1', 'CnvrgInfra', 'cnvrg-infra'],
      ['mlops.cnvrg.io', 'v1', 'CnvrgApp', 'cnvrg-app'],
    ],
  );
  assert.equal(warnings, []);
});

// acceptance item 16
it('has every file that the guide names', () => {
  for (const path of [
    'deploy/local_minikube_pv.yaml',
    'deploy/role.yaml',
    'helm-charts/kre-chart',
    'docs/guide/kre.md',
  ]) {
    assert.ok(existsSync(`${root}${path}`), path);
  }
});

interface Definition {
  readonly scope: string;
  readonly names: object;
  readonly versions: readonly {
    readonly name: string;
    readonly served: boolean;
    readonly storage: boolean;
    readonly subresources: object;
    readonly schema: { readonly openAPIV3Schema: Schema };
  }[];
}

/** Every path in the values, down to where a chart lets its user write what he likes. */
function tables(values: Values, path: readonly string[] = []): string[][] {
  return Object.entries(values).flatMap(([key, value]) => {
    const here = [...path, key];
    const isFree = ['influxdb.config', 'influxdb.initScripts.scripts'].includes(here.join('.'));
    return [here, ...(isTable(value) && !isFree ? tables(value, here) : [])];
  });
}

function at(schema: Schema, path: readonly string[], top?: Schema): Schema | undefined {
  return path.reduce<Schema | undefined>((inner, key) => resolve(inner?.properties?.[key], top), schema);
}

function resolve(schema: Schema | undefined, top: Schema | undefined): Schema | undefined {
  return schema?.$ref ? top?.$defs?.[schema.$ref.replace('#/$defs/', '')] : schema;
}

function leavesOf(schema: Schema, path = 'spec'): (readonly [string, Schema])[] {
  const inner = schema.properties ?? schema.items?.properties;
  if (!inner) return [[path, schema]];
  return Object.entries(inner).flatMap(([key, value]) => leavesOf(value, `${path}.${key}`));
}

it.run();
