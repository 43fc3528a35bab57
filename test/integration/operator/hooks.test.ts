import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
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

it('hooks run by weight round install, upgrade and delete; Jobs complete before anything goes on', () =>
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
    await eventually(async () => assert.equal(await namesIn(cluster, namespace, ['batch/v1/Job', 'v1/ConfigMap']), []));
  }));

it('delete policies: after success, after failure, and before the next run', () =>
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

it('a failing hook fails the install: told with the hook named, nothing left, and installed once it is mended', () =>
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

it('a hook that hangs is told while it is waited for, and ends in a time-out', () =>
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

it('an edit during a hanging hook does not wait for its time-out', () =>
  onStage(async ({ ref, create, edit }) => {
    await create({ hooks: [{ name: 'hangs', events: 'pre-install', pod: 'hangs' }] });
    await until(cluster, ref, (object) => assert.match(conditionOf(object, 'Ready')?.message ?? '', 'w-hangs'));
    await edit({ hooks: [] });
    await untilConditions(cluster, ref, installed);
  }));

it.run();
