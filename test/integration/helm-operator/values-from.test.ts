import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually } from '../../support/cluster.ts';
import { conditionOf, installed, until, untilConditions, upgraded } from '../../support/resources.ts';
import { watchStage } from '../../support/watch-stage.ts';

const it = suite('valuesFrom');

const stage = await watchStage({
  reconcilePeriod: '0s',
  valuesFrom: [
    { kind: 'ConfigMap', name: '{{ .metadata.name }}-site' },
    { kind: 'Secret', name: 'passwords', valuesKey: 'web', targetPath: 'more.password', optional: true },
  ],
});
const { cluster, namespace, ref, create, edit, dataOf } = stage;
it.after(() => stage.close());

function object(kind: 'ConfigMap' | 'Secret', name: string, content: object): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name, namespace }, ...content };
}

const site = (name: string, text: string) => object('ConfigMap', `${name}-site`, { data: { 'values.yaml': text } });
const put = (source: KubeObject) => cluster.apply(source, { force: true });
const shows = (name: string, text: string) => eventually(async () => assert.is((await dataOf(name))?.['text'], text));

it('row 65: values of a ConfigMap lie below the spec; nothing is done until it is there', async () => {
  await create('a', { more: { own: 1 } });
  const blocked = await until(cluster, ref('a'), (live) =>
    assert.is(conditionOf(live, 'Ready')?.message, `waiting for ConfigMap ${namespace}/a-site to exist`),
  );
  assert.is(conditionOf(blocked, 'Deployed'), undefined);
  assert.is(await dataOf('a'), undefined);
  await put(site('a', 'text: site\nmore: {own: 0, other: yes}'));
  await untilConditions(cluster, ref('a'), installed);
  const { text, more = '' } = (await dataOf('a')) ?? {};
  assert.is(text, 'site');
  assert.equal(JSON.parse(more), { other: true, own: 1 });
});

it('row 65: a change of the ConfigMap is one upgrade, without any period', async () => {
  await put(site('b', 'text: one'));
  await create('b');
  await untilConditions(cluster, ref('b'), installed);
  await put(site('b', 'text: two'));
  await shows('b', 'two');
  await untilConditions(cluster, ref('b'), upgraded);
  const records = await cluster.list({
    gvk: { group: '', version: 'v1', kind: 'Secret' },
    namespace,
    labelSelector: 'owner=helm,name=b',
  });
  assert.equal(records.items.map(({ metadata }) => metadata.labels?.['version']).sort(), ['1', '2']);
});

it('row 65: an optional Secret that comes later is put at its path, as text', async () => {
  await put(site('c', ''));
  await create('c');
  await untilConditions(cluster, ref('c'), installed);
  await put(object('Secret', 'passwords', { stringData: { web: '007,{x}' } }));
  await eventually(async () => assert.equal(JSON.parse((await dataOf('c'))?.['more'] ?? ''), { password: '007,{x}' }));
});

it('row 65: a source that is no YAML is told by name and line, never by content, and mended by a change', async () => {
  await put(site('d', 'text: one'));
  await create('d');
  await untilConditions(cluster, ref('d'), installed);
  await put(site('d', 'text: "planted-secret'));
  const failed = await until(cluster, ref('d'), (live) =>
    assert.is(conditionOf(live, 'ReleaseFailed')?.status, 'True'),
  );
  const { message = '' } = conditionOf(failed, 'ReleaseFailed') ?? {};
  assert.match(message, new RegExp(`ConfigMap ${namespace}/d-site: key values.yaml holds no YAML map \\(line \\d\\)`));
  assert.not.match(JSON.stringify([failed['status'], stage.operator.logs]), /planted-secret/);
  await put(site('d', 'text: mended'));
  await shows('d', 'mended');
  await until(cluster, ref('d'), (live) => assert.is(conditionOf(live, 'ReleaseFailed'), undefined));
});

it('row 65: a touch that changes no content, and nothing at all, cause no request', async () => {
  await put(site('e', 'text: one'));
  await create('e');
  await untilConditions(cluster, ref('e'), installed);
  await eventually(async () => {
    const mark = auditMark(stage.test);
    const labels = { metadata: { labels: { touched: String(Date.now()) } } };
    await cluster.patch(
      { group: '', version: 'v1', kind: 'ConfigMap', namespace, name: 'e-site' },
      { type: 'merge', body: labels },
    );
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const own = auditEvents(stage.test, mark).filter(
      ({ user, verb }) => user === stage.account.user && verb !== 'watch',
    );
    assert.equal(
      own.map(({ verb, uri }) => `${verb} ${uri}`),
      [],
    );
  });
});

it('row 65: the sources are read again after a kill -9', async () => {
  await put(site('f', 'text: one'));
  await create('f');
  await untilConditions(cluster, ref('f'), installed);
  await stage.operator.kill();
  await put(site('f', 'text: meanwhile'));
  await stage.restart();
  await shows('f', 'meanwhile');
  await edit('f', { text: 'own' });
  await shows('f', 'own');
});

it.run();
