import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ObjectRef } from '../../src/cluster/index.ts';
import { type Decision, decide, type Observation, type ReleaseState, stateOf } from '../../src/release/decide.ts';
import type { RecordStatus } from '../../src/release/record.ts';
import { revision } from './revision.ts';

const minio: ObjectRef = { group: 'apps', version: 'v1', kind: 'StatefulSet', namespace: 'demo', name: 'kre-minio' };
const mongo: ObjectRef = { ...minio, name: 'kre-mongo' };

/** `deployed:old` is a revision made of other inputs than those of now. */
type Recorded = RecordStatus | `${RecordStatus}:old`;

interface Row {
  readonly what: string;
  readonly history: readonly Recorded[];
  readonly drift?: readonly ObjectRef[];
  readonly state: ReleaseState;
  /** Revisions are named by their number. */
  readonly decision: readonly [does: Decision['do'], because: string, resumes?: number];
  readonly stale?: readonly number[];
}

const upToDate = ['nothing', 'up to date'] as const;
const changed = ['upgrade', 'values, chart or capabilities changed'] as const;
const untidy = ['tidy', 'an older revision is still marked deployed'] as const;

const rows: readonly Row[] = [
  { what: 'no record', history: [], state: 'absent', decision: ['install', 'no release is recorded'] },
  {
    what: 'drift without a record',
    history: [],
    drift: [minio],
    state: 'absent',
    decision: ['install', 'no release is recorded'],
  },
  {
    what: 'helm uninstall --keep-history',
    history: ['superseded', 'uninstalled'],
    state: 'absent',
    decision: ['install', 'no release is recorded'],
  },
  {
    what: 'a first install broken off',
    history: ['pending-install'],
    state: 'pending',
    decision: ['install', 'revision 1 never finished', 1],
  },
  {
    what: 'a first install broken off, inputs changed since',
    history: ['pending-install:old'],
    state: 'pending',
    decision: ['install', 'revision 1 never finished', 1],
  },
  {
    what: 'an install broken off after an uninstall',
    history: ['uninstalled', 'pending-install'],
    state: 'pending',
    decision: ['install', 'revision 2 never finished', 2],
  },
  {
    what: 'an install broken off beside a deployed revision',
    history: ['deployed', 'pending-install'],
    state: 'pending',
    decision: ['upgrade', 'revision 2 never finished', 2],
  },
  {
    what: 'an upgrade broken off',
    history: ['superseded', 'deployed:old', 'pending-upgrade'],
    state: 'pending',
    decision: ['upgrade', 'revision 3 never finished', 3],
  },
  {
    what: 'an upgrade broken off, its inputs taken back since',
    history: ['deployed', 'pending-upgrade:old'],
    state: 'pending',
    decision: ['upgrade', 'revision 2 never finished', 2],
  },
  {
    what: 'an upgrade broken off, with drift',
    history: ['deployed', 'pending-upgrade'],
    drift: [minio],
    state: 'pending',
    decision: ['upgrade', 'revision 2 never finished', 2],
  },
  {
    what: 'an upgrade that another program began with nothing deployed',
    history: ['pending-upgrade'],
    state: 'pending',
    decision: ['install', 'revision 1 never finished', 1],
  },
  {
    what: 'a rollback broken off',
    history: ['deployed', 'failed', 'pending-rollback'],
    state: 'pending',
    decision: ['upgrade', 'revision 3 never finished', 3],
  },
  {
    what: 'a first install that failed',
    history: ['failed'],
    state: 'failed',
    decision: ['install', 'revision 1 is failed'],
  },
  {
    what: 'a failed upgrade whose rollback never began',
    history: ['deployed', 'failed'],
    state: 'failed',
    decision: ['upgrade', 'revision 2 is failed'],
  },
  {
    what: 'a failed upgrade, its inputs taken back since',
    history: ['deployed', 'failed:old'],
    state: 'failed',
    decision: ['upgrade', 'revision 2 is failed'],
  },
  {
    what: 'an uninstall by another program broken off',
    history: ['superseded', 'uninstalling'],
    state: 'failed',
    decision: ['install', 'revision 2 is uninstalling'],
  },
  {
    what: 'a status nobody knows',
    history: ['deployed', 'unknown'],
    state: 'failed',
    decision: ['upgrade', 'revision 2 is unknown'],
  },
  {
    what: 'all superseded',
    history: ['superseded', 'superseded'],
    state: 'failed',
    decision: ['install', 'revision 2 is superseded'],
  },
  { what: 'other inputs', history: ['deployed:old'], state: 'outOfSync', decision: changed },
  {
    what: 'other inputs, and drift',
    history: ['superseded', 'deployed:old'],
    drift: [minio],
    state: 'outOfSync',
    decision: changed,
  },
  {
    what: 'other inputs, and two deployed revisions',
    history: ['deployed', 'deployed:old'],
    state: 'outOfSync',
    decision: changed,
  },
  {
    what: 'drift',
    history: ['deployed'],
    drift: [minio, mongo],
    state: 'drifted',
    decision: ['correct', '2 objects differ from the release'],
  },
  {
    what: 'drift, and two deployed revisions',
    history: ['deployed:old', 'deployed'],
    drift: [minio, mongo],
    state: 'drifted',
    decision: ['correct', '2 objects differ from the release'],
  },
  {
    what: 'two deployed revisions',
    history: ['deployed:old', 'deployed'],
    state: 'untidy',
    decision: untidy,
    stale: [1],
  },
  {
    what: 'three deployed revisions with others between them',
    history: ['deployed:old', 'superseded:old', 'deployed', 'failed', 'deployed'],
    state: 'untidy',
    decision: untidy,
    stale: [1, 3],
  },
  { what: 'the inputs of the deployed revision', history: ['deployed'], state: 'inSync', decision: upToDate },
  {
    what: 'the inputs of a rolled back release',
    history: ['superseded:old', 'failed', 'deployed'],
    state: 'inSync',
    decision: upToDate,
  },
];

function observe({ history, drift = [] }: Pick<Row, 'history' | 'drift'>, isDeleting = false): Observation {
  return {
    deletedAt: isDeleting ? '2026-01-01T00:00:00Z' : undefined,
    digest: 'now',
    drift,
    history: history.map((recorded, index) => {
      const [status, isOld] = recorded.split(':');
      return revision(index + 1, status as RecordStatus, isOld ? 'before' : 'now');
    }),
  };
}

const it = suite('decide');

for (const row of rows) {
  it(`${row.what}: ${row.state}, so ${row.decision[0]}`, () => {
    const seen = observe(row);
    const decision = decide(seen);
    const [does, because, resumes] = row.decision;
    assert.is(stateOf(seen), row.state);
    assert.is(decision.do, does);
    assert.is(decision.because, because);
    if (decision.do === 'install' || decision.do === 'upgrade') assert.is(decision.resume?.revision, resumes);
    if (decision.do === 'correct') assert.equal(decision.drift, row.drift);
    if (decision.do === 'tidy') {
      assert.equal(
        decision.stale.map((record) => record.revision),
        row.stale,
      );
    }
  });

  it(`${row.what}, and the resource is being deleted: uninstall`, () => {
    assert.equal(decide(observe(row, true)), {
      do: 'uninstall',
      since: '2026-01-01T00:00:00Z',
      because: 'the resource is being deleted',
    });
  });
}

const statuses: readonly RecordStatus[] = [
  'pending-install',
  'pending-upgrade',
  'pending-rollback',
  'deployed',
  'superseded',
  'failed',
  'uninstalling',
  'uninstalled',
  'unknown',
];
const recorded = fc
  .tuple(fc.constantFrom(...statuses), fc.boolean())
  .map(([status, isOld]): Recorded => (isOld ? `${status}:old` : status));
const anyRow = fc.record({ history: fc.array(recorded, { maxLength: 6 }), drift: fc.subarray([minio, mongo]) });

function always(what: string, law: (seen: Observation, decision: Decision) => boolean): void {
  it(what, () =>
    fc.assert(
      fc.property(anyRow, (row) => {
        const seen = observe(row);
        return law(seen, decide(seen));
      }),
    ),
  );
}

it('whatever is seen, a resource that is being deleted is uninstalled', () => {
  fc.assert(fc.property(anyRow, (row) => decide(observe(row, true)).do === 'uninstall'));
});
always('nothing is done only when the newest revision is deployed and made of the inputs of now', (seen, decision) => {
  const latest = seen.history.at(-1);
  return decision.do !== 'nothing' || (latest?.status === 'deployed' && latest.digest === seen.digest);
});
always(
  'other inputs than those of the newest revision never lead to nothing, a correction or tidying',
  (seen, decision) => {
    const isOther = seen.history.at(-1)?.digest !== seen.digest;
    return !isOther || decision.do === 'install' || decision.do === 'upgrade';
  },
);
always('an upgrade and a correction have a deployed revision to start from', (seen, decision) => {
  const hasDeployed = seen.history.some((record) => record.status === 'deployed');
  return hasDeployed || !['upgrade', 'correct'].includes(decision.do);
});
always('what is resumed is the newest revision, and pending', (seen, decision) => {
  const latest = seen.history.at(-1);
  if (decision.do !== 'install' && decision.do !== 'upgrade') return true;
  return decision.resume === (latest?.status.startsWith('pending-') ? latest : undefined);
});
always('tidying leaves exactly the newest revision deployed', (seen, decision) => {
  if (decision.do !== 'tidy') return true;
  const left = seen.history.filter((record) => record.status === 'deployed' && !decision.stale.includes(record));
  return left.length === 1 && left[0] === seen.history.at(-1);
});

it.run();
