import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, type ObjectRef, refOf } from '../../../src/cluster/index.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { writeChart } from '../../support/go-charts.ts';
import { helm } from '../../support/kubectl.ts';
import { startOperator } from '../../support/operator.ts';
import {
  conditionOf,
  define,
  installed,
  until,
  untilConditions,
  untilEstablished,
  untilGone,
  upgraded,
  widget,
  widgetRef,
} from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { removeWidgets } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster, kubeconfig } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const it = suite('crds');

const scratch = scratchFolder();
const made: ObjectRef[] = [];
it.after(async () => {
  for (const ref of made) await cluster.delete(ref);
});

/** The definition of kind Thing in a group of its own: one field, and a second version of it where `versions` is 2. */
function definitionOf(group: string, field: string, versions: 1 | 2): KubeObject {
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties: { [field]: { type: 'string' } } } },
    },
  };
  const version = (name: string, storage: boolean) => ({ name, storage, served: true, schema });
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Thing', listKind: 'ThingList', plural: 'things', singular: 'thing' },
      versions: [version('v1', true), ...(versions === 2 ? [version('v2', false)] : [])],
    },
  };
}

/** What the live definition says: its fields by version. */
async function fieldsOf(group: string): Promise<Record<string, string[]> | undefined> {
  const live = await cluster.get(crdRef(group));
  if (!live) return undefined;
  const { versions } = live['spec'] as { versions: readonly { name: string; schema: Schema }[] };
  return Object.fromEntries(
    versions.map(({ name, schema }) => [name, Object.keys(schema.openAPIV3Schema.properties.spec.properties)]),
  );
}

interface Schema {
  readonly openAPIV3Schema: { readonly properties: { readonly spec: { readonly properties: object } } };
}

function crdRef(group: string): ObjectRef {
  const kind = 'CustomResourceDefinition';
  return { group: 'apiextensions.k8s.io', version: 'v1', kind, namespace: '', name: `things.${group}` };
}

const templates = {
  'thing.yaml': `{{- if .Values.group }}
apiVersion: {{ .Values.group }}/v1
kind: Thing
metadata: { name: {{ .Release.Name }} }
spec: { {{ .Values.field }}: yes-it-is }
{{- end }}
`,
  'config.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ .Release.Name }} }\ndata: { chart: {{ .Chart.Version }} }\n',
};

interface ThingChart {
  readonly chart: string;
  readonly watchesFile: string;
  readonly group: string;
  give(definition: KubeObject, version: string): void;
}

/** A chart with the definition in crds/; `give` changes it, as a new image of the operator would. */
function chartFor(crds: string | undefined): ThingChart {
  const group = `group-${randomBytes(4).toString('hex')}.test.capstan.dev`;
  made.push(crdRef(group));
  const chart = writeChart('things', templates);
  const entry = { group: 'test.capstan.dev', version: 'v1', kind: 'Widget', chart, ...(crds ? { crds } : {}) };
  const watchesFile = writeText(join(scratch, `${group}.yaml`), JSON.stringify([entry]));
  const give = (definition: KubeObject, version: string) => {
    writeText(join(chart, 'crds', 'thing.yaml'), JSON.stringify(definition));
    writeText(join(chart, 'Chart.yaml'), `apiVersion: v2\nname: things\nversion: ${version}\n`);
  };
  return { watchesFile, chart, group, give };
}

async function withOperator<T>(watchesFile: string, namespace: string, use: () => Promise<T>): Promise<T> {
  await using _ = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile });
  return await use();
}

it('row 44: crds/ are made before the first install, and neither changed by upgrades and installs nor ever deleted', async () => {
  const namespace = await testNamespace(cluster, 'crds');
  const { watchesFile, group, give } = chartFor(undefined);
  give(definitionOf(group, 'one', 1), '1.0.0');
  const ref = widgetRef(namespace, 'w');
  const other = widgetRef(namespace, 'x');
  await withOperator(watchesFile, namespace, async () => {
    await cluster.create(widget(namespace, 'w', { group, field: 'one' }));
    await untilConditions(cluster, ref, installed);
    assert.equal(await fieldsOf(group), { v1: ['one'] });
    const thing = { group, version: 'v1', kind: 'Thing', namespace, name: 'w' };
    assert.equal((await until(cluster, thing, () => {}))['spec'], { one: 'yes-it-is' });
  });
  give(definitionOf(group, 'two', 2), '2.0.0');
  await withOperator(watchesFile, namespace, async () => {
    await untilConditions(cluster, ref, upgraded);
    await cluster.create(widget(namespace, 'x', {}));
    await untilConditions(cluster, other, installed);
    assert.equal(await fieldsOf(group), { v1: ['one'] });
    const { labels, ownerReferences } = (await until(cluster, crdRef(group), () => {})).metadata;
    assert.equal([labels, ownerReferences], [undefined, undefined], 'it is no part of the release');
    for (const gone of [ref, other]) {
      await cluster.delete(gone);
      await untilGone(cluster, gone);
    }
    assert.equal(await fieldsOf(group), { v1: ['one'] });
  });
});

it('row 44: CreateReplace brings crds/ up to date with an upgrade, whoever made them, and drops what they drop', async () => {
  const namespace = await testNamespace(cluster, 'crds');
  const { watchesFile, chart, group, give } = chartFor('CreateReplace');
  give(definitionOf(group, 'one', 2), '1.0.0');
  await helm(kubeconfig, '-n', namespace, 'install', 'theirs', chart);
  assert.equal(await fieldsOf(group), { v1: ['one'], v2: ['one'] });
  const ref = widgetRef(namespace, 'w');
  await withOperator(watchesFile, namespace, async () => {
    await cluster.create(widget(namespace, 'w', {}));
    await untilConditions(cluster, ref, installed);
  });
  give(definitionOf(group, 'two', 1), '2.0.0');
  await withOperator(watchesFile, namespace, async () => {
    await untilConditions(cluster, ref, upgraded);
    await eventually(async () => assert.equal(await fieldsOf(group), { v1: ['two'] }));
    // The definition is there a moment before the API server keeps to it.
    const probe = {
      apiVersion: `${group}/v1`,
      kind: 'Thing',
      metadata: { name: 'probe', namespace },
      spec: { two: 'x' },
    };
    await eventually(async () => assert.equal((await cluster.create(probe, { dryRun: true }))['spec'], probe.spec));
    await cluster.patch(ref, { type: 'merge', body: { spec: { group, field: 'two' } } });
    const thing = { group, version: 'v1', kind: 'Thing', namespace, name: 'w' };
    await until(cluster, thing, (object) => assert.equal(object['spec'], { two: 'yes-it-is' }));
    await cluster.delete(ref);
    await untilGone(cluster, ref);
    assert.equal(await fieldsOf(group), { v1: ['two'] });
  });
});

it('row 44: Skip leaves crds/ out', async () => {
  const namespace = await testNamespace(cluster, 'crds');
  const { watchesFile, group, give } = chartFor('Skip');
  give(definitionOf(group, 'one', 1), '1.0.0');
  await withOperator(watchesFile, namespace, async () => {
    await cluster.create(widget(namespace, 'w', {}));
    await untilConditions(cluster, widgetRef(namespace, 'w'), installed);
    assert.is(await fieldsOf(group), undefined);
  });
  await removeWidgets(test, namespace);
});

it('row 44: a definition of crds/ that somebody has only just made is waited for', async () => {
  const namespace = await testNamespace(cluster, 'crds');
  const { watchesFile, group, give } = chartFor(undefined);
  const definition = definitionOf(group, 'one', 1);
  give(definition, '1.0.0');
  // Another kind has its names: until that goes the API server accepts the definition, and serves nothing of it.
  const names = { kind: 'Thing', listKind: 'ThingList', plural: 'others', singular: 'other' };
  const spec = { ...(definition['spec'] as object), names };
  const rival = { ...definition, metadata: { name: `others.${group}` }, spec };
  await untilEstablished(cluster, rival);
  await cluster.create(definition);
  await withOperator(watchesFile, namespace, async () => {
    const ref = widgetRef(namespace, 'w');
    await cluster.create(widget(namespace, 'w', { group, field: 'one' }));
    await until(cluster, ref, (live) => {
      assert.match(conditionOf(live, 'Reconciling')?.message ?? '', `things.${group} to be established`);
      assert.is(conditionOf(live, 'ReleaseFailed'), undefined);
    });
    await cluster.delete(refOf(rival));
    await untilConditions(cluster, ref, installed);
    await cluster.delete(ref);
    await untilGone(cluster, ref);
  });
});

it.run();
