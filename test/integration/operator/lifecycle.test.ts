import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { helm } from '../../support/kubectl.ts';
import {
  conditionOf,
  installed,
  listKind,
  namesIn,
  until,
  untilConditions,
  untilGone,
  upgraded,
} from '../../support/resources.ts';
import { configMapRef, onStage, recordsIn } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
const it = suite('the life of releases');

it('an upgrade that fails after the API server took it is rolled back as a revision of its own', () =>
  onStage(async ({ namespace, ref, create, edit }) => {
    await create({ text: 'one', extras: ['a'] });
    await untilConditions(cluster, ref, installed);
    await edit({ text: 'two', extras: ['b'], hooks: [{ name: 'fails', events: 'post-upgrade', pod: 'fails' }] });
    const failed = await untilConditions(cluster, ref, { ...installed, ReleaseFailed: 'True UpgradeError' });
    assert.match(conditionOf(failed, 'ReleaseFailed')?.message ?? '', 'post-upgrade hook Job');
    await eventually(async () => {
      assert.equal((await recordsIn(test, namespace)).slice(0, 3), ['1 superseded', '2 failed', '3 deployed']);
    });
    const history = JSON.parse(await helm(test.kubeconfig, '-n', namespace, 'history', 'w', '-o', 'json'));
    assert.is(history[2].description, 'Rollback to 1');
    await edit({ hooks: [], text: 'three' });
    await untilConditions(cluster, ref, upgraded);
    const text = async (name: string) =>
      ((await cluster.get(configMapRef(namespace, name)))?.['data'] as { text: string } | undefined)?.text;
    assert.equal([await text('w'), await text('w-a'), await text('w-b')], ['three', undefined, 'three']);
  }));

it('the rolled back release has the objects of the revision it returned to', () =>
  onStage(
    async ({ namespace, ref, create, edit }) => {
      await create({ text: 'one', extras: ['a'] });
      await untilConditions(cluster, ref, installed);
      // It hangs long enough to look at what is there between the first failure and the second try.
      await edit({ text: 'two', extras: ['b'], hooks: [{ name: 'hangs', events: 'post-upgrade', pod: 'hangs' }] });
      await until(cluster, ref, (object) => assert.ok(conditionOf(object, 'ReleaseFailed')));
      const names = (await namesIn(cluster, namespace)).filter((name) => !name.includes('sh.helm'));
      assert.equal(names, ['ConfigMap/w', 'ConfigMap/w-a', 'Secret/w', 'Service/w']);
      const { data } = await until(cluster, configMapRef(namespace, 'w'), () => {});
      assert.equal(data, { text: 'one' });
    },
    ['--release-timeout=3s'],
  ));

it('what is marked to be kept outlives its release, and is taken up again by the next', () =>
  onStage(async ({ namespace, ref, create }) => {
    const kept = configMapRef(namespace, 'w-kept');
    await create({ kept: true });
    await untilConditions(cluster, ref, installed);
    const { uid } = (await until(cluster, kept, () => {})).metadata;
    await cluster.delete(ref);
    await untilGone(cluster, ref);
    await eventually(async () => assert.equal(await namesIn(cluster, namespace), ['ConfigMap/w-kept']));
    await create({ kept: true, text: 'two' });
    await untilConditions(cluster, ref, installed);
    const again = await until(cluster, kept, (object) => assert.equal(object['data'], { text: 'two' }));
    assert.is(again.metadata.uid, uid);
  }));

it('history keeps as many revisions as the flag says, and real helm reads them', () =>
  onStage(
    async ({ account, namespace, ref, create, edit }) => {
      await create({ text: 'r1' });
      await untilConditions(cluster, ref, installed);
      for (const text of ['r2', 'r3', 'r4', 'r5']) {
        await edit({ text });
        await until(cluster, ref, (object) => {
          assert.is(conditionOf(object, 'Deployed')?.message, `Widget w says ${text}.\n`);
        });
      }
      await eventually(async () =>
        assert.equal(await recordsIn(test, namespace), ['3 superseded', '4 superseded', '5 deployed']),
      );
      const h = (...words: readonly string[]) => helm(account.kubeconfig, '-n', namespace, ...words);
      const [listed] = JSON.parse(await h('list', '-o', 'json'));
      assert.equal([listed.name, listed.revision, listed.status, listed.chart], ['w', '5', 'deployed', 'widget-0.1.0']);
      const history = JSON.parse(await h('history', 'w', '-o', 'json')) as { revision: number; description: string }[];
      assert.equal(
        history.map(({ revision, description }) => `${revision} ${description}`),
        ['3 Upgrade complete', '4 Upgrade complete', '5 Upgrade complete'],
      );
      assert.match(await h('status', 'w'), /STATUS: deployed\nREVISION: 5[\s\S]*Widget w says r5\./);
      const all = await h('get', 'all', 'w');
      for (const part of ['text: r5', '# Source: widget/templates/objects.yaml.eta', 'NOTES:\nWidget w says r5.']) {
        assert.match(all, part);
      }
    },
    ['--max-history=3'],
  ));

it("a release of helm's own is neither taken nor touched", () =>
  onStage(async ({ namespace, ref, create }) => {
    const chart = new URL('../../fixtures/plain', import.meta.url).pathname;
    await helm(test.kubeconfig, '-n', namespace, 'install', 'other', chart);
    const objects = async () =>
      (await listKind(cluster, namespace, 'v1/ConfigMap'))
        .filter(({ metadata }) => metadata.name === 'other')
        .map(({ metadata }) => metadata.resourceVersion);
    const before = await objects();
    assert.is(before.length, 1);
    await create({});
    await untilConditions(cluster, ref, installed);
    await cluster.delete(ref);
    await untilGone(cluster, ref);
    assert.equal(await objects(), before);
    assert.match(await helm(test.kubeconfig, '-n', namespace, 'status', 'other'), 'STATUS: deployed');
    await helm(test.kubeconfig, '-n', namespace, 'uninstall', 'other');
  }));

it.run();
