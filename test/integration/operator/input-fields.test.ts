import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../../support/cluster.ts';
import { installed, untilConditions } from '../../support/resources.ts';
import { configMapRef, recordsIn } from '../../support/stage.ts';
import { shownValues, valuesChart } from '../../support/values-chart.ts';
import { watchStage } from '../../support/watch-stage.ts';

const it = suite('fields of inputs');

const stage = await watchStage(
  {
    reconcilePeriod: '0s',
    inputs: [
      {
        as: 'inputs.sites',
        apiVersion: 'v1',
        kind: 'ConfigMap',
        selector: { matchLabels: { site: 'yes' } },
        fields: ['data.host', 'metadata.deletionTimestamp'],
      },
    ],
  },
  { chart: valuesChart() },
);
const { test, cluster, namespace, ref, create, operator } = stage;
it.after(() => stage.close());

const createSite = (name: string, host: string) =>
  cluster.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { site: 'yes' } },
    data: { host, traffic: '0' },
  });
const patch = (name: string, body: object) => cluster.patch(configMapRef(namespace, name), { type: 'merge', body });
const shows = (sites: readonly object[]) =>
  eventually(async () => {
    const { inputs } = (await shownValues(cluster, ref('a'))) as { inputs: { sites: unknown } };
    assert.equal(inputs.sites, sites);
  });
const item = (name: string, rest: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  ...rest,
});
const runs = () => operator.lines('Reconciled release').length;

it('templates get what an object is called and these fields; nothing else of it wakes or renders anything', async () => {
  await createSite('oslo', 'oslo.example');
  await createSite('rome', 'rome.example');
  await create('a');
  await untilConditions(cluster, ref('a'), installed);
  const rome = item('rome', { data: { host: 'rome.example' } });
  await shows([item('oslo', { data: { host: 'oslo.example' } }), rome]);
  await eventually(() => assert.ok(runs() > 0));
  const before = runs();
  for (let traffic = 1; traffic <= 20; traffic++) {
    await patch('oslo', { data: { traffic: String(traffic) }, metadata: { labels: { traffic: String(traffic) } } });
  }
  await patch('oslo', { data: { host: 'new.example' } }); // what the others would have done would be done before
  await shows([item('oslo', { data: { host: 'new.example' } }), rome]);
  await eventually(async () => assert.equal(await recordsIn(test, namespace), ['1 superseded', '2 deployed']));
  assert.ok(runs() - before <= 3, `${runs() - before} runs`); // the upgrade, and what its own objects and status set off
});

it('that an object is being deleted is seen, and that it is gone', async () => {
  await patch('rome', { metadata: { finalizers: ['example.org/hold'] } });
  await cluster.delete(configMapRef(namespace, 'rome'));
  const { deletionTimestamp } = (await cluster.get(configMapRef(namespace, 'rome')))!.metadata;
  const oslo = item('oslo', { data: { host: 'new.example' } });
  const going = { name: 'rome', namespace, deletionTimestamp };
  await shows([oslo, item('rome', { metadata: going, data: { host: 'rome.example' } })]);
  await patch('rome', { metadata: { finalizers: null } });
  await shows([oslo]);
});

it.run();
