import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../../support/cluster.ts';
import { installed, untilConditions, upgraded } from '../../support/resources.ts';
import { configMapRef, recordsIn } from '../../support/stage.ts';
import { watchStage } from '../../support/watch-stage.ts';

const it = suite('inputs');

const stage = await watchStage({
  reconcilePeriod: '0s',
  inputs: [
    {
      as: 'inputs.sites',
      apiVersion: 'v1',
      kind: 'ConfigMap',
      selector: { matchLabels: { 'site-of': '{{ .metadata.name }}' } },
    },
  ],
});
const { cluster, namespace, ref, create, dataOf } = stage;
it.after(() => stage.close());

const site = (of: string, name: string, host: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels: { 'site-of': of } },
  data: { host },
});
const shows = (name: string, sites: string) =>
  eventually(async () => assert.is((await dataOf(name))?.['sites'], sites));
/** The objects show a change before its revision is complete. */
const isRevision = (revision: number) =>
  eventually(async () => assert.is((await recordsIn(stage.test, namespace)).at(-1), `${revision} deployed`));

it('row 65: objects of another kind reach the templates, and each change of one is an upgrade', async () => {
  await cluster.create(site('a', 'oslo', 'oslo.example'));
  await cluster.create(site('another', 'rome', 'rome.example'));
  await create('a');
  await untilConditions(cluster, ref('a'), installed);
  await shows('a', 'oslo=oslo.example .');
  await cluster.create(site('a', 'bern', 'bern.example'));
  await shows('a', 'bern=bern.example oslo=oslo.example .');
  await isRevision(2);
  await cluster.patch(configMapRef(namespace, 'oslo'), { type: 'merge', body: { data: { host: 'new.example' } } });
  await shows('a', 'bern=bern.example oslo=new.example .');
  await isRevision(3);
  await cluster.delete(configMapRef(namespace, 'bern'));
  await shows('a', 'oslo=new.example .');
  await isRevision(4);
  await untilConditions(cluster, ref('a'), upgraded);
  assert.equal(await recordsIn(stage.test, namespace), ['1 superseded', '2 superseded', '3 superseded', '4 deployed']);
});

it('row 65: inputs are no values: the record does not have them', async () => {
  await cluster.create(site('b', 'lima', 'planted.example'));
  await create('b', { text: 'mine' });
  await untilConditions(cluster, ref('b'), installed);
  await shows('b', 'lima=planted.example .');
  const record = await cluster.get({
    group: '',
    version: 'v1',
    kind: 'Secret',
    namespace,
    name: 'sh.helm.release.v1.b.v1',
  });
  const release = (record?.['data'] as { release?: string } | undefined)?.release ?? '';
  const text = gunzipSync(Buffer.from(Buffer.from(release, 'base64').toString(), 'base64')).toString();
  const { config } = JSON.parse(text) as { config?: object };
  assert.equal(config, { text: 'mine' });
});

it.run();
