import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { helm } from '../../support/kubectl.ts';
import {
  conditionOf,
  conditionsOf,
  define,
  installed,
  listKind,
  namesIn,
  until,
  untilConditions,
  untilGone,
  upgraded,
  widget,
  widgetRef,
} from '../../support/resources.ts';
import { configMapRef, onStage, recordsIn } from '../../support/stage.ts';
import { type WatchStage, watchStage } from '../../support/watch-stage.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const it = suite('failures');

const failure = (object: KubeObject | undefined) => conditionOf(object, 'ReleaseFailed')?.message ?? '';
const versionOf = ({ metadata }: KubeObject) => `${metadata.uid} ${metadata.resourceVersion}`;
/** A hook of no name, which only its creation shows: what was done by then has to be taken back. */
const refused = (events: string) => ({ name: 'NONE', events, kind: 'ConfigMap' });

it('row 35: an object of another resource stays when the one that wanted it too is deleted in the middle of its install', () =>
  onStage(async ({ namespace, ref, create, delete: remove }) => {
    const shared = configMapRef(namespace, 'shared');
    await cluster.create(widget(namespace, 'first', { shared: 'shared' }));
    await untilConditions(cluster, widgetRef(namespace, 'first'), installed);
    const before = await until(cluster, shared, () => {});
    await create({ shared: 'shared', hooks: [{ name: 'hangs', events: 'pre-install', pod: 'hangs' }] });
    await until(cluster, ref, (object) => assert.match(conditionOf(object, 'Ready')?.message ?? '', 'w-hangs'));
    await remove();
    await untilGone(cluster, ref);
    assert.is(versionOf(await until(cluster, shared, () => {})), versionOf(before));
  }));

it('row 35: an object of somebody else with the name of a hook is neither deleted nor waited for', () =>
  onStage(async ({ namespace, ref, create }) => {
    const theirs = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'w-note', namespace },
      data: { a: 'theirs' },
    };
    const before = await cluster.create(theirs);
    for (const policies of ['before-hook-creation', 'hook-failed']) {
      const hook = { name: 'note', kind: 'ConfigMap', events: 'pre-install', policies };
      await create({ hooks: [hook] });
      const failed = await until(cluster, ref, (object) =>
        assert.match(failure(object), 'w-note exists and belongs to'),
      );
      assert.match(failure(failed), `pre-install hook ConfigMap ${namespace}/w-note failed`);
      assert.is(versionOf(await until(cluster, configMapRef(namespace, 'w-note'), () => {})), versionOf(before));
      await cluster.delete(ref);
      await untilGone(cluster, ref);
    }
    assert.is(versionOf(await until(cluster, configMapRef(namespace, 'w-note'), () => {})), versionOf(before));
  }));

it("row 35: a hook that may make its object anew takes away nobody's object, and still no one else's", () =>
  onStage(async ({ namespace, ref, create }) => {
    const note = configMapRef(namespace, 'w-note');
    const metadata = { name: 'w-note', namespace };
    const policies = 'before-hook-creation,hook-succeeded';
    const hook = { name: 'note', kind: 'ConfigMap', events: 'post-delete', policies, recreate: true };
    const leave = (labels: Record<string, string>) =>
      cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, labels } });
    await create({ hooks: [hook] });
    await untilConditions(cluster, ref, installed);
    const theirs = await leave({ 'app.kubernetes.io/managed-by': 'a-person' });
    await cluster.delete(ref);
    await until(cluster, ref, (object) => assert.match(failure(object), 'w-note exists and belongs to'));
    assert.is(versionOf(await until(cluster, note, () => {})), versionOf(theirs));
    await cluster.delete(note);
    await leave({ app: 'seeder' });
    await untilGone(cluster, ref);
    assert.is(await cluster.get(note), undefined);
  }));

for (const status of ['deployed', 'failed', 'pending-install']) {
  it(`row 35: a release that a person's helm made of another chart is left as it is: ${status}`, () =>
    onStage(async ({ namespace, ref, create, delete: remove }) => {
      await helm(test.kubeconfig, '-n', namespace, 'install', 'w', 'test/fixtures/plain');
      const record = { group: '', version: 'v1', kind: 'Secret', namespace, name: 'sh.helm.release.v1.w.v1' };
      await cluster.patch(record, { type: 'merge', body: { metadata: { labels: { status } } } });
      const objects = () => namesIn(cluster, namespace);
      const before = await objects();
      assert.ok(before.includes('ConfigMap/w'));
      const made = versionOf(await until(cluster, configMapRef(namespace, 'w'), () => {}));
      await create({});
      await until(cluster, ref, (object) =>
        assert.match(failure(object), /^release .*\/w (exists already|is in the hands)/),
      );
      await remove();
      await untilGone(cluster, ref);
      assert.equal(await objects(), before);
      assert.is(versionOf(await until(cluster, configMapRef(namespace, 'w'), () => {})), made);
      assert.equal(await recordsIn(test, namespace), [`1 ${status}`]);
    }));
}

it("row 35: a release of helm's own is neither taken nor touched", () =>
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

it('row 35: what a stale cache does not show is not taken for this attempt’s own', () =>
  withStage({}, async ({ namespace, create, ref }) => {
    // Nobody sees this record: it has no label. Its objects are there, too.
    const record = await cluster.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'sh.helm.release.v1.w.v1', namespace },
      type: 'helm.sh/release.v1',
    });
    const own = { 'meta.helm.sh/release-name': 'w', 'meta.helm.sh/release-namespace': namespace };
    const labels = { 'app.kubernetes.io/managed-by': 'Helm' };
    const metadata = { name: 'w', namespace, labels, annotations: own };
    const before = await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { text: 'theirs' } });
    await create('w');
    await until(cluster, ref('w'), (object) => assert.match(failure(object), 'revision 1 of release w exists already'));
    assert.is(versionOf(await until(cluster, configMapRef(namespace, 'w'), () => {})), versionOf(before));
    const secret = { group: '', version: 'v1', kind: 'Secret', namespace, name: record.metadata.name };
    assert.is(versionOf(await until(cluster, secret, () => {})), versionOf(record));
    await cluster.delete(secret);
    await untilConditions(cluster, ref('w'), installed);
    assert.is((await until(cluster, configMapRef(namespace, 'w'), () => {})).metadata.uid, before.metadata.uid);
  }));

it('row 35: an install that fails is left as it is where watches.yaml says so, and gone on with', () =>
  withStage(
    { remediation: { onInstallFailure: 'none', maxHistory: 3 } },
    async ({ namespace, create, edit, ref, dataOf }) => {
      await create('w', { text: 'one', hooks: [refused('post-install')] });
      await until(cluster, ref('w'), (object) =>
        assert.equal(conditionsOf(object), { Initialized: 'True', ReleaseFailed: 'True InstallError' }),
      );
      assert.is((await recordsIn(test, namespace))[0], '1 failed');
      const { uid } = (await until(cluster, configMapRef(namespace, 'w'), () => {})).metadata;
      await edit('w', { text: 'two', hooks: [] });
      await until(cluster, ref('w'), (object) => {
        assert.is(conditionOf(object, 'Deployed')?.status, 'True');
        assert.is(conditionOf(object, 'ReleaseFailed'), undefined);
      });
      assert.equal(await dataOf('w'), { text: 'two' });
      assert.is((await until(cluster, configMapRef(namespace, 'w'), () => {})).metadata.uid, uid);
      const records = await recordsIn(test, namespace);
      assert.match(records.at(-1) ?? '', / deployed$/);
      assert.ok(
        records.slice(0, -1).every((record) => record.endsWith(' failed')) && records.length <= 3,
        records.join(),
      );
    },
  ));

it('row 36: attempts at an upgrade that always fails come ever more slowly, and do not pile up revisions', () =>
  withStage({ remediation: { maxHistory: 3 } }, async ({ namespace, operator, create, edit, ref, dataOf }) => {
    await create('w', { text: 'one' });
    await untilConditions(cluster, ref('w'), installed);
    await edit('w', { text: 'two', hooks: [refused('post-upgrade')] });
    const failures = () => operator.lines('Release failed').map(({ ts }) => Date.parse(ts));
    await eventually(() => assert.ok(failures().length >= 5), { timeoutMs: 60_000 });
    const times = failures();
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    // 0.5, 1, 2, 4 s less a fifth: with 8, 16 and 32 to come there are no ten attempts in a minute.
    for (const [index, pause] of pauses.slice(0, 4).entries()) {
      assert.ok(pause >= 400 * 2 ** index, `attempt ${index + 2} came after ${pauses.join(', ')} ms`);
    }
    await eventually(async () => {
      const records = await recordsIn(test, namespace);
      assert.ok(records.length <= 4, records.join());
      assert.is(records.filter((record) => record.endsWith(' deployed')).length, 1, records.join());
      assert.is(records.filter((record) => record.includes('pending')).length, 0, records.join());
    });
    assert.equal(await dataOf('w'), { text: 'one' });
    await edit('w', { hooks: [] });
    await untilConditions(cluster, ref('w'), upgraded);
  }));

it('row 36: what no attempt can change is not tried again: the rollback fails, too, and revisions stay few', () =>
  withStage({ remediation: { maxHistory: 2 } }, async ({ namespace, operator, create, edit, ref }) => {
    await create('w', { text: 'one', hooks: [refused('pre-rollback')] });
    await untilConditions(cluster, ref('w'), installed);
    await edit('w', { text: 'two', hooks: [refused('post-upgrade')] });
    await eventually(() => assert.ok(operator.lines('Release failed').length >= 4), { timeoutMs: 60_000 });
    const records = await recordsIn(test, namespace);
    assert.ok(records.length <= 4, records.join());
    assert.is(records[0], '1 deployed');
    await edit('w', { text: 'three', hooks: [] });
    await untilConditions(cluster, ref('w'), upgraded);
    const after = await recordsIn(test, namespace);
    assert.match(after.at(-1) ?? '', / deployed$/);
    assert.is(after.filter((record) => record.endsWith(' deployed')).length, 1, after.join());
  }));

it('row 36: a failed upgrade is left as it is where watches.yaml says so: nothing is put back', () =>
  withStage(
    { remediation: { onUpgradeFailure: 'none' } },
    async ({ namespace, operator, create, edit, ref, dataOf }) => {
      await create('w', { text: 'one', extras: ['a'] });
      await untilConditions(cluster, ref('w'), installed);
      await edit('w', { text: 'two', extras: [], hooks: [refused('post-upgrade')] });
      await until(cluster, ref('w'), (object) => assert.match(failure(object), 'post-upgrade hook'));
      await eventually(() => assert.ok(operator.lines('Release failed').length >= 2));
      assert.equal([await dataOf('w'), await dataOf('w-a')], [{ text: 'two' }, undefined]);
      const records = await recordsIn(test, namespace);
      assert.equal(records.slice(0, 2), ['1 deployed', '2 failed']);
      assert.equal(operator.lines('Corrected drift'), []);
      await edit('w', { hooks: [] });
      await untilConditions(cluster, ref('w'), upgraded);
      assert.is((await recordsIn(test, namespace))[0], '1 superseded');
    },
  ));

it('row 36: a failed upgrade is uninstalled where watches.yaml says so, and installed anew', () =>
  withStage(
    { remediation: { onUpgradeFailure: 'uninstall' } },
    async ({ namespace, operator, create, edit, ref, dataOf }) => {
      await create('w', { text: 'one', extras: ['a'] });
      await untilConditions(cluster, ref('w'), installed);
      await edit('w', { text: 'two', extras: [], hooks: [refused('post-upgrade')] });
      await eventually(() => assert.is(operator.lines('Uninstalled release after its upgrade failed').length, 1));
      // The hook is none of an install's: the next attempt succeeds.
      await untilConditions(cluster, ref('w'), installed);
      assert.equal([await dataOf('w'), await dataOf('w-a')], [{ text: 'two' }, undefined]);
      assert.equal(await recordsIn(test, namespace), ['1 deployed']);
    },
  ));

it('row 37: an upgrade that fails after the API server took it is rolled back as a revision of its own', () =>
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

it('row 37: the rolled back release has the objects of the revision it returned to', () =>
  onStage(
    async ({ namespace, ref, create, edit }) => {
      await create({ text: 'one', extras: ['a'] });
      await untilConditions(cluster, ref, installed);
      // What is looked at is there between a failure and the next try, which come ever more slowly.
      await edit({ text: 'two', extras: ['b'], hooks: [{ name: 'hangs', events: 'post-upgrade', pod: 'hangs' }] });
      await until(cluster, ref, (object) => assert.ok(conditionOf(object, 'ReleaseFailed')));
      await eventually(
        async () => {
          const names = (await namesIn(cluster, namespace)).filter((name) => !name.includes('sh.helm'));
          assert.equal(names, ['ConfigMap/w', 'ConfigMap/w-a', 'Secret/w', 'Service/w']);
          assert.equal((await cluster.get(configMapRef(namespace, 'w')))?.['data'], { text: 'one' });
        },
        { everyMs: 50 },
      );
    },
    ['--release-timeout=3s'],
  ));

it('row 45: values that the schema refuses are told with their path, make no record, and are not tried again', () =>
  withStage({}, async ({ namespace, operator, create, edit, ref, dataOf }) => {
    await create('w', { text: 1 });
    const refusedFirst = await until(cluster, ref('w'), (object) =>
      assert.equal(conditionsOf(object), { Initialized: 'True', ReleaseFailed: 'True InstallError' }),
    );
    assert.match(failure(refusedFirst), 'spec.text');
    assert.equal(await recordsIn(test, namespace), []);
    await edit('w', { text: 'one' });
    await untilConditions(cluster, ref('w'), installed);
    const before = await recordsIn(test, namespace);
    await edit('w', { extras: 'none' });
    const refusedNext = await until(cluster, ref('w'), (object) => {
      const wanted = { ...installed, ReleaseFailed: 'True UpgradeError', Irreconcilable: 'True ReconcileError' };
      assert.equal(conditionsOf(object), wanted);
    });
    assert.match(conditionOf(refusedNext, 'Irreconcilable')?.message ?? '', 'spec.extras');
    // The others of the kind come and go meanwhile: what is tried again is tried by then.
    for (const text of ['a', 'b', 'c']) {
      await create(`other-${text}`, { text });
      await untilConditions(cluster, ref(`other-${text}`), installed);
    }
    assert.is(operator.lines('Release failed').length, 2);
    assert.equal((await recordsIn(test, namespace)).filter((record) => before.includes(record)).slice(0, 1), before);
    assert.equal(await dataOf('w'), { text: 'one' });
  }));

it('row 46: a template that fails is told by both conditions, with the words of the template; the release stands', () =>
  withStage({}, async ({ create, edit, ref, dataOf }) => {
    await create('w', { text: 'one' });
    await untilConditions(cluster, ref('w'), installed);
    await edit('w', { text: 'two', refuse: 'no size is given' });
    const failed = { ...installed, ReleaseFailed: 'True UpgradeError', Irreconcilable: 'True ReconcileError' };
    const told = await untilConditions(cluster, ref('w'), failed);
    for (const type of ['ReleaseFailed', 'Irreconcilable']) {
      assert.match(conditionOf(told, type)?.message ?? '', 'no size is given');
    }
    await cluster.delete(configMapRef(ref('w').namespace, 'w'));
    await eventually(async () => assert.equal(await dataOf('w'), { text: 'one' }));
    await edit('w', { refuse: '' });
    await untilConditions(cluster, ref('w'), upgraded);
  }));

/** An operator of the chart test/fixtures/widget, with options of watches.yaml. */
async function withStage(options: object, use: (stage: WatchStage) => Promise<void>): Promise<void> {
  const stage = await watchStage(options, { chart: 'test/fixtures/widget' });
  try {
    await use(stage);
  } finally {
    await stage.close();
  }
}

it.run();
