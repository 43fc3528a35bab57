import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { onChart, writeChart } from '../../support/go-charts.ts';
import { conditionOf, installed, until, untilConditions } from '../../support/resources.ts';
import { configMapRef } from '../../support/stage.ts';

const { cluster } = await useControlPlane();

const chart = writeChart(
  'sharing',
  {
    'own.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ .Release.Name }} }\ndata: { text: own }\n',
    'shared.yaml': `{{ if .Values.ports }}
apiVersion: v1
kind: ConfigMap
metadata: { name: everybodys, annotations: { capstan.dev/shared: "true" } }
data: {{ toJson .Values.ports }}
{{ end }}`,
  },
  '{ ports: {} }',
);

async function everybodys(namespace: string): Promise<object | undefined> {
  const found = await cluster.get(configMapRef(namespace, 'everybodys'));
  return found && ((found['data'] ?? {}) as object);
}

function write(namespace: string, data: object): Promise<unknown> {
  const metadata = { namespace, name: 'everybodys' };
  return cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data } as KubeObject, {
    force: true,
    manager: 'somebody',
  });
}

const it = suite('objects that releases share with others');

it('are added to, hold nothing up and are not corrected without end; what was added goes with the resource', () =>
  onChart(chart, async ({ namespace, ref, operator, create, edit, delete: remove }) => {
    await write(namespace, { theirs: 'a' });
    await create({ ports: { one: 'x', two: 'y' } });
    await untilConditions(cluster, ref, installed);
    await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Ready')?.status, 'True'));
    assert.equal(await everybodys(namespace), { theirs: 'a', one: 'x', two: 'y' });

    await edit({ ports: { one: 'z', two: null } });
    await eventually(async () => assert.equal(await everybodys(namespace), { theirs: 'a', one: 'z' }));
    await setTimeout(1_500); // long enough for a hot loop to show
    assert.is(operator.lines('Corrected drift').length, 0);

    await remove();
    await eventually(async () => assert.equal(await everybodys(namespace), { theirs: 'a' }));
    await eventually(async () => assert.is(await cluster.get(ref), undefined));
  }));

it('a field of somebody else fails the release with his name, and is left as it is', () =>
  onChart(chart, async ({ namespace, ref, create }) => {
    await write(namespace, { one: 'theirs' });
    await create({ ports: { one: 'ours' } });
    await until(cluster, ref, (object) => {
      const condition = conditionOf(object, 'ReleaseFailed');
      assert.is(condition?.status, 'True');
      assert.match(condition?.message ?? '', /everybodys.*somebody/s);
    });
    assert.equal(await everybodys(namespace), { one: 'theirs' });
  }));

it.run();
