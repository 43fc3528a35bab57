import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isDeploymentTold, nextStatus, type Report, type ResourceStatus } from '../../src/operator/status.ts';
import { anyReport, deployed, failed, isThere, manifest, minute, record } from './reports.ts';

const before = nextStatus({}, deployed(1), 1, minute(1));
const attempt = { is: 'failed', during: 'upgrade', error: new Error('x') } as const;

const release = suite('status.deployedRelease');
const of = (status: ResourceStatus) => status.deployedRelease;

release('holds name, manifest and revision of what is deployed', () => {
  assert.equal(of(nextStatus({}, deployed(2), 1, minute(1))), { name: 'kre', manifest, revision: 2 });
  assert.equal(of(nextStatus({}, deployed(2), 1, minute(1), true)), { name: 'kre', manifest });
});

release('holds no value of a Secret', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: hunter2\n';
  const report: Report = { is: 'deployed', record: { ...record(1), manifest: `---\n${secret}` }, readiness: isThere };
  assert.is(of(nextStatus({}, report, 1, minute(1)))?.manifest, `---\n${secret.replace('hunter2', '"****"')}`);
});

for (const [what, report] of [
  ['a report that brings no record', deployed(undefined)],
  ['a wait', { is: 'waiting', what: 'x' }],
  ['a failed upgrade', failed('upgrade', 'x')],
  ['a failed uninstall', failed('uninstall', 'x')],
] as const) {
  release(`stays as it is through ${what}`, () => {
    assert.is(of(nextStatus(before, report, 2, minute(2))), before.deployedRelease);
  });
}

release('stays while an uninstall waits, as with helm-operator', () => {
  const waiting = nextStatus(before, { is: 'uninstalled', isWaiting: true }, 2, minute(2));
  assert.is(of(waiting), before.deployedRelease);
  assert.not('deployedRelease' in nextStatus(waiting, { is: 'uninstalled' }, 2, minute(3)));
});

release('goes with the release', () => {
  assert.not('deployedRelease' in nextStatus(before, { is: 'uninstalled' }, 2, minute(2)));
});
release.run();

const generations = suite('status.observedGeneration');

generations('is the generation that was acted on, once it is known what came of it', () => {
  fc.assert(
    fc.property(anyReport, fc.integer({ min: 2 }), (report, generation) => {
      const isOpen = report.is === 'waiting' || report.is === 'held';
      const known = isOpen ? before.observedGeneration : generation;
      assert.is(nextStatus(before, report, generation, minute(2)).observedGeneration, known);
    }),
  );
});

generations('of a resource without generations is left alone', () => {
  assert.not('observedGeneration' in nextStatus({}, deployed(1), undefined, minute(1)));
  assert.is(nextStatus({ observedGeneration: 3 }, deployed(1), undefined, minute(1)).observedGeneration, 3);
});
generations.run();

const failures = suite('status.failures');

const counted = nextStatus(before, { ...attempt, failures: { inputs: 'a', count: 2 } }, 2, minute(2));
for (const [what, report, want] of [
  ['a failure that is no attempt', failed('render', 'x'), { inputs: 'a', count: 2 }],
  ['a wait', { is: 'waiting', what: 'x' }, { inputs: 'a', count: 2 }],
  ['another attempt', { ...attempt, failures: { inputs: 'a', count: 3 } }, { inputs: 'a', count: 3 }],
  ['a success', deployed(2), undefined],
] as const) {
  failures(`after ${what}`, () => assert.equal(nextStatus(counted, report, 2, minute(3)).failures, want));
}
failures.run();

const complete = suite('the deployment is told');

const full = { ...before, observedGeneration: 3 };
const { deployedRelease: _, ...withoutRelease } = full;
for (const [what, status, generation, want] of [
  ['in a status of this generation', full, 3, true],
  ['in no status', {}, 3, false],
  ['in a status of an older generation', full, 4, false],
  ['in a status without a release', withoutRelease, 3, false],
  ['in a status whose release is uninstalled', nextStatus(full, { is: 'uninstalled' }, 3, minute(2)), 3, false],
  ['in a status that tells of a failure since', nextStatus(full, failed('upgrade', 'x'), 3, minute(2)), 3, false],
  ['in a status that tells of a failed correction', nextStatus(full, failed('reconcile', 'x'), 3, minute(2)), 3, false],
  ['in a status that only failed', nextStatus({}, failed('install', 'x'), 3, minute(2)), 3, false],
] as const) {
  complete(`${want ? '' : 'not '}${what}`, () => assert.is(isDeploymentTold(status, generation, [], 1), want));
}

complete('only of the revision that it names, if it names one', () => {
  const { revision: _, ...unnamed } = before.deployedRelease ?? { name: '', manifest: '' };
  const is = (status: ResourceStatus, revision: number) => isDeploymentTold(status, 3, [], revision);
  assert.equal([is(full, 1), is(full, 2)], [true, false]);
  assert.is(is({ ...full, deployedRelease: unnamed }, 2), true);
});
complete.run();
