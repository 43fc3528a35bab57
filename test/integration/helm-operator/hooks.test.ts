import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeRecord } from '../../../src/release/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { helm } from '../../support/kubectl.ts';
import type { OperatorAccount } from '../../support/operator-account.ts';
import {
  conditionOf,
  conditionsOf,
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
import { onStage, recordsIn } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
const it = suite('hooks');

/** What the operator made and removed since the mark, in order, by the end of its name. */
function deedsOf(account: OperatorAccount, mark: number, verb: 'create' | 'delete'): string[] {
  return auditEvents(test, mark)
    .filter((event) => event.user === account.user && event.verb === verb && event.code < 300)
    .filter(({ resource }) => resource === 'jobs' || resource === 'configmaps')
    .map(({ name }) => name.replace(/^w-?/, ''));
}

it('row 42: hooks run by weight round install, upgrade and delete; Jobs complete before anything goes on', () =>
  onStage(async ({ account, namespace, ref, create, edit }) => {
    const hook = (name: string, events: string, weight = 0) => ({
      name,
      events,
      weight,
      policies: 'before-hook-creation',
    });
    const hooks = [
      hook('late', 'pre-install', 5),
      hook('early', 'pre-install', -5),
      hook('done', 'post-install'),
      hook('up', 'pre-upgrade'),
      hook('upped', 'post-upgrade'),
      hook('bye', 'pre-delete'),
      hook('gone', 'post-delete'),
    ];
    const mark = auditMark(test);
    await create({ hooks });
    await untilConditions(cluster, ref, installed);
    assert.equal(deedsOf(account, mark, 'create'), ['early', 'late', 'done']);
    const jobs = await listKind(cluster, namespace, 'batch/v1/Job');
    assert.equal(
      jobs.map(({ metadata, status }) => [metadata.name, (status as { succeeded?: number }).succeeded]),
      [
        ['w-done', 1],
        ['w-early', 1],
        ['w-late', 1],
      ],
    );
    const own = auditEvents(test, mark).filter(({ user }) => user === account.user);
    const made = (resource: string, name: string) =>
      own.findIndex((event) => event.resource === resource && event.name === name && event.verb !== 'delete');
    assert.ok(made('jobs', 'w-late') < made('secrets', 'w'), 'objects come after what is before them');
    assert.ok(made('services', 'w') < made('jobs', 'w-done'), 'and before what is after them');

    const upgrade = auditMark(test);
    await edit({ text: 'two' });
    await untilConditions(cluster, ref, upgraded);
    assert.equal(deedsOf(account, upgrade, 'create'), ['up', 'upped']);

    const removal = auditMark(test);
    await cluster.delete(ref);
    await untilGone(cluster, ref);
    assert.equal(deedsOf(account, removal, 'create'), ['bye', 'gone']);
    // Those of hooks are the garbage collector's, which asks later and later while it does not know the owner's kind.
    await eventually(
      async () => assert.equal(await namesIn(cluster, namespace, ['batch/v1/Job', 'v1/ConfigMap']), []),
      { timeoutMs: 180_000 },
    );
  }));

it('row 42: delete policies: after success, after failure, and before the next run', () =>
  onStage(async ({ namespace, ref, create, edit }) => {
    const events = 'pre-install,pre-upgrade';
    const jobs = () => namesIn(cluster, namespace, ['batch/v1/Job']);
    const swept = { name: 'swept', events, policies: 'hook-succeeded' };
    const stays = { name: 'stays', events, policies: 'before-hook-creation' };
    await create({ hooks: [stays, swept] });
    await untilConditions(cluster, ref, installed);
    await eventually(async () => assert.equal(await jobs(), ['Job/w-stays']));
    const job = { group: 'batch', version: 'v1', kind: 'Job', namespace, name: 'w-stays' };
    const before = (await until(cluster, job, () => {})).metadata.uid;
    await edit({ text: 'two' });
    await untilConditions(cluster, ref, upgraded);
    assert.is.not((await until(cluster, job, () => {})).metadata.uid, before);
    await edit({ hooks: [{ name: 'fails', events, policies: 'hook-failed', pod: 'fails' }] });
    await until(cluster, ref, (object) => assert.ok(conditionOf(object, 'ReleaseFailed')));
    await eventually(async () => assert.not((await jobs()).includes('Job/w-fails')));
  }));

it('row 35: a failing hook fails the install: told with the hook named, nothing left, and installed once it is mended', () =>
  onStage(async ({ namespace, ref, create, edit }) => {
    await create({ hooks: [{ name: 'fails', events: 'post-install', pod: 'fails' }] });
    const failed = await until(cluster, ref, (object) =>
      assert.equal(conditionsOf(object), { Initialized: 'True', ReleaseFailed: 'True InstallError' }),
    );
    assert.match(
      conditionOf(failed, 'ReleaseFailed')?.message ?? '',
      `post-install hook Job ${namespace}/w-fails failed: `,
    );
    await edit({ hooks: [] });
    await untilConditions(cluster, ref, installed);
    assert.equal(await recordsIn(test, namespace), ['1 deployed']);
  }));

it('row 43: a hook that hangs is told while it is waited for, and ends in a time-out', () =>
  onStage(
    async ({ namespace, ref, create }) => {
      await create({ hooks: [{ name: 'hangs', events: 'pre-install', pod: 'hangs' }] });
      const what = `waiting for pre-install hook Job ${namespace}/w-hangs to complete`;
      await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Ready')?.message, what));
      const failed = await until(cluster, ref, (object) => assert.ok(conditionOf(object, 'ReleaseFailed')));
      assert.match(
        conditionOf(failed, 'ReleaseFailed')?.message ?? '',
        `Job ${namespace}/w-hangs did not finish within 2 s`,
      );
      const others = (await namesIn(cluster, namespace)).filter((name) => !name.includes('sh.helm'));
      assert.equal(others, [], 'a pre-install hook comes before every object');
    },
    ['--release-timeout=2s'],
  ));

it('row 43: an edit during a hanging hook does not wait for its time-out', () =>
  onStage(async ({ ref, create, edit }) => {
    await create({ hooks: [{ name: 'hangs', events: 'pre-install', pod: 'hangs' }] });
    await until(cluster, ref, (object) => assert.match(conditionOf(object, 'Ready')?.message ?? '', 'w-hangs'));
    await edit({ hooks: [] });
    await untilConditions(cluster, ref, installed);
  }));

it('row 43: with one worker others are installed while a hook hangs', () =>
  onStage(
    async ({ namespace, ref, create }) => {
      await create({ hooks: [{ name: 'hangs', events: 'pre-install', pod: 'hangs' }] });
      await until(cluster, ref, (object) => assert.match(conditionOf(object, 'Ready')?.message ?? '', 'w-hangs'));
      for (const name of ['x', 'y']) await cluster.create(widget(namespace, name, {}));
      for (const name of ['x', 'y']) await untilConditions(cluster, widgetRef(namespace, name), installed);
      const waiting = await until(cluster, ref, () => {});
      assert.match(conditionOf(waiting, 'Ready')?.message ?? '', 'w-hangs');
    },
    ['--max-concurrent-reconciles=1'],
  ));

it('row 42: test hooks are not run, and rollback hooks run when an upgrade is taken back', () =>
  onStage(async ({ account, namespace, ref, create, edit }) => {
    const back = { name: 'back', events: 'pre-rollback', kind: 'ConfigMap' };
    const forth = { name: 'forth', events: 'post-rollback', kind: 'ConfigMap' };
    const tests = { name: 'test', events: 'test', kind: 'ConfigMap' };
    const mark = auditMark(test);
    await create({ hooks: [back, forth, tests] });
    await untilConditions(cluster, ref, installed);
    // Of no name, which only its creation shows.
    await edit({ text: 'two', hooks: [{ name: 'NONE', events: 'post-upgrade', kind: 'ConfigMap' }] });
    await until(cluster, ref, (object) => assert.ok(conditionOf(object, 'ReleaseFailed')));
    await eventually(() => assert.equal(deedsOf(account, mark, 'create').slice(0, 2), ['back', 'forth']));
    assert.not(deedsOf(account, mark, 'create').includes('test'));
    assert.not((await namesIn(cluster, namespace)).includes('ConfigMap/w-test'));
  }));

it('row 42: when a hook ran and how it ended is in the record, as Helm has it', () =>
  onStage(async ({ namespace, ref, create, edit }) => {
    const config = (name: string, events: string) => ({ name, events, kind: 'ConfigMap' });
    await create({ hooks: [config('before', 'pre-install'), config('never', 'pre-delete')] });
    await untilConditions(cluster, ref, installed);
    const [first] = await hookRunsOf(namespace, 1);
    assert.equal([first?.name, first?.last_run.phase], ['w-before', 'Succeeded']);
    const { started_at, completed_at } = first?.last_run ?? { started_at: '', completed_at: '' };
    assert.match(started_at, /^\d{4}-\d\d-\d\dT/);
    assert.ok(Date.parse(started_at) <= Date.parse(completed_at));
    const unused = { started_at: '', completed_at: '', phase: '' };
    assert.equal((await hookRunsOf(namespace, 1))[1]?.last_run, unused);

    await edit({ hooks: [{ name: 'NONE', events: 'post-upgrade', kind: 'ConfigMap' }] });
    await until(cluster, ref, (object) => assert.ok(conditionOf(object, 'ReleaseFailed')));
    assert.is((await hookRunsOf(namespace, 2))[0]?.last_run.phase, 'Failed');
    assert.match(await helm(test.kubeconfig, '-n', namespace, 'get', 'hooks', 'w', '--revision', '1'), 'w-before');
  }));

it('row 65: annotations switch hooks off and describe revisions', () =>
  onStage(async ({ account, namespace, ref, edit }) => {
    const sdk = 'helm.sdk.operatorframework.io';
    const annotations = {
      [`${sdk}/install-disable-hooks`]: 'true',
      [`${sdk}/uninstall-disable-hooks`]: 'true',
      [`${sdk}/install-description`]: 'made by hand',
      [`${sdk}/upgrade-description`]: 'mended by hand',
    };
    const hooks = ['pre-install', 'pre-upgrade', 'pre-delete'].map((events) => ({
      name: events,
      events,
      kind: 'ConfigMap',
    }));
    const object = widget(namespace, 'w', { hooks });
    const mark = auditMark(test);
    await cluster.create({ ...object, metadata: { ...object.metadata, annotations } });
    await untilConditions(cluster, ref, installed);
    assert.equal(hooksMade(account, mark), []);
    await edit({ text: 'two' });
    await untilConditions(cluster, ref, upgraded);
    assert.equal(hooksMade(account, mark), ['pre-upgrade']);
    const history = JSON.parse(await helm(test.kubeconfig, '-n', namespace, 'history', 'w', '-o', 'json'));
    assert.equal(
      history.map(({ description }: { description: string }) => description),
      ['made by hand', 'mended by hand'],
    );
    await cluster.delete(ref);
    await untilGone(cluster, ref);
    assert.equal(hooksMade(account, mark), ['pre-upgrade']);
  }));

const hooksMade = (account: OperatorAccount, mark: number) =>
  deedsOf(account, mark, 'create').filter((name) => name.startsWith('pre-'));

async function hookRunsOf(namespace: string, revision: number) {
  const name = `sh.helm.release.v1.w.v${revision}`;
  const secret = await until(cluster, { group: '', version: 'v1', kind: 'Secret', namespace, name }, () => {});
  return (await decodeRecord(secret)).hooks ?? [];
}

it.run();
