import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError } from '../../src/errors/index.ts';
import { hasStatusChanged, nextStatus, type Report, type ResourceStatus } from '../../src/operator/status.ts';
import { anyReport, coming, deployed, failed, isThere, minute, notSeen } from './reports.ts';

const it = suite('status summary');
const wish = { ready: 'HEALTHY', isGoing: false };
const going = { ready: 'HEALTHY', isGoing: true };

/** `STATUS PROGRESS MESSAGE` after each report. */
function play(reports: readonly Report[], how = wish, isStrict = false): string[] {
  let status: ResourceStatus = {};
  return reports.map((report, index) => {
    status = nextStatus(status, report, 1, minute(index + 1), isStrict, how);
    return `${status.status} ${status.progress} ${status.message}`;
  });
}

const begun: Report = { is: 'begun', what: 'installing the release' };
const waiting = (message: string, percent: number, ready: number): Report => ({
  is: 'waiting',
  what: `${8 - ready} of 8 objects to become ready`,
  readiness: { isReady: false, message, count: { ready, total: 8 }, percent },
});
const hinted = new CapstanError('OBJECT_INVALID', 'Deployment demo/web: no such field', { hint: 'look at its spec' });

it('an install: how far it is, and then the wished word', () => {
  assert.equal(
    play([
      begun,
      { is: 'waiting', what: 'pre-install hook Job demo/migrate to complete' },
      waiting('waiting for StatefulSet demo/pg', 33, 3),
      waiting('waiting for Deployment demo/web', 66, 5),
      deployed(1, notSeen),
      deployed(undefined, coming),
      deployed(undefined, isThere),
    ]),
    [
      'RECONCILING 0% 0 % ready: installing the release',
      'RECONCILING 0% 0 % ready: waiting for pre-install hook Job demo/migrate to complete',
      'RECONCILING 33% 33 % ready: waiting for StatefulSet demo/pg',
      'RECONCILING 66% 66 % ready: waiting for Deployment demo/web',
      'RECONCILING 66% 66 % ready: the objects are not in sight yet',
      'RECONCILING 87% 87 % ready: waiting for StatefulSet demo/kre-minio',
      'HEALTHY 100% 8 objects are ready. Thank you',
    ],
  );
});

it('of notes the first line is told; without notes how many objects are ready', () => {
  const said = (notes: string) => {
    const before: ResourceStatus = {
      conditions: [{ type: 'Deployed', status: 'True', message: notes, lastTransitionTime: '' }],
    };
    return nextStatus(before, deployed(undefined), 1, minute(1), false, wish).message;
  };
  assert.is(said('\nNo infra is there.\nMore of it.\n'), '8 objects are ready. No infra is there.');
  assert.is(said(''), '8 objects are ready');
});

it('an upgrade begins below 100 %, and what nobody has looked at changes nothing', () => {
  assert.equal(play([deployed(1), { is: 'begun', what: 'upgrading the release' }, deployed(undefined, notSeen)]), [
    'HEALTHY 100% 8 objects are ready. Thank you',
    'RECONCILING 99% 99 % ready: upgrading the release',
    'RECONCILING 99% 99 % ready: upgrading the release',
  ]);
  assert.equal(play([deployed(1), deployed(undefined, notSeen), { is: 'paused' }]).slice(1), [
    'HEALTHY 100% 8 objects are ready. Thank you',
    'HEALTHY 100% 8 objects are ready. Thank you',
  ]);
});

it('what is not ready any more is reconciled again', () => {
  assert.is(
    play([deployed(1), deployed(undefined, coming)])[1],
    'RECONCILING 87% 87 % ready: waiting for StatefulSet demo/kre-minio',
  );
});

it('never 100 % before all is ready, whatever the share of workloads', () => {
  assert.is(play([waiting('waiting for Job demo/j', 100, 7)])[0], 'RECONCILING 99% 99 % ready: waiting for Job demo/j');
});

it('what waits for others is reconciling', () => {
  assert.is(
    play([{ is: 'blocked', waitingFor: ['Database demo/db', 'Secret demo/key'] }])[0],
    'RECONCILING 0% 0 % ready: waiting for Database demo/db, Secret demo/key',
  );
});

it('a failure is told with its hint, as far as the release was; a try after the last one repeats it', () => {
  assert.equal(
    play([
      waiting('waiting for Deployment demo/web', 50, 4),
      { is: 'failed', during: 'install', error: hinted },
      { is: 'givenUp' },
    ]).slice(1),
    [
      'ERROR 50% Deployment demo/web: no such field (hint: look at its spec)',
      'ERROR 50% Deployment demo/web: no such field (hint: look at its spec)',
    ],
  );
  assert.is(play([deployed(1), failed('render', 'no')])[1], 'ERROR 99% no');
});

it('a removal: from its beginning, and what it waits for', () => {
  const left = 'Deployment demo/web, Deployment demo/api';
  assert.equal(
    play(
      [
        { is: 'held', holders: ['Web demo/a', 'Web demo/b'] },
        { is: 'begun', what: 'removing the release' },
        { is: 'waiting', what: 'pre-delete hook Job demo/bye to complete' },
        { is: 'uninstalled', isWaiting: true, left },
        { is: 'uninstalled', isWaiting: true, left: 'Deployment demo/web' },
        { is: 'uninstalled', isWaiting: true },
        failed('uninstall', 'still there after 5 s: Deployment demo/web'),
        { is: 'uninstalled' },
      ],
      going,
    ),
    [
      'REMOVING undefined the uninstall waits for Web demo/a, Web demo/b to be gone',
      'REMOVING undefined removing the release',
      'REMOVING undefined waiting for pre-delete hook Job demo/bye to complete',
      'REMOVING undefined waiting for Deployment demo/web, Deployment demo/api to be gone',
      'REMOVING undefined waiting for Deployment demo/web to be gone',
      'REMOVING undefined waiting for all resources to be gone',
      'ERROR undefined still there after 5 s: Deployment demo/web',
      'REMOVING undefined the release is uninstalled',
    ],
  );
});

it('a strict operator tells it, too, where it is wished for', () => {
  assert.is(play([deployed(1)], wish, true)[0], 'HEALTHY 100% 8 objects are ready. Thank you');
});

it('without the wish the three fields are not there, nor is anything that has begun', () => {
  fc.assert(
    fc.property(fc.array(anyReport, { maxLength: 6 }), (reports) => {
      const status = reports.reduce<ResourceStatus>((before, report) => nextStatus(before, report, 1, minute(1)), {});
      for (const field of ['status', 'message', 'progress']) assert.not(field in status);
      assert.is(nextStatus(status, begun, 1, minute(2)), status);
    }),
  );
  const others: ResourceStatus = { status: 'theirs', message: 'theirs', progress: 'theirs' };
  const after = nextStatus(others, deployed(1), 1, minute(1));
  assert.equal([after.status, after.message, after.progress], ['theirs', 'theirs', 'theirs']);
});

it('the same report twice is nothing to write', () => {
  fc.assert(
    fc.property(fc.array(anyReport, { maxLength: 4 }), anyReport, fc.constantFrom(wish, going), (story, last, how) => {
      const tell = (before: ResourceStatus, report: Report) => nextStatus(before, report, 1, minute(1), false, how);
      const once = tell(story.reduce(tell, {}), last);
      assert.not(hasStatusChanged(once, tell(once, last)));
    }),
  );
});

it.run();
