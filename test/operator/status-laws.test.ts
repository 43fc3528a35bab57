import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Condition } from '../../src/operator/conditions.ts';
import { withFingerprint } from '../../src/operator/resource.ts';
import { hasStatusChanged, nextStatus, type Report, type ResourceStatus } from '../../src/operator/status.ts';
import { anyReport, minute } from './reports.ts';

const laws = suite('status, whatever happens');
const reports = fc.array(anyReport, { maxLength: 8 });
const theirs: Condition = { type: 'Theirs', status: 'Unknown', reason: 'Theirs', lastTransitionTime: 'long ago' };
const foreign = { conditions: [theirs], phase: 'Theirs', nested: { list: [1, { deep: null }] } };

function after(all: readonly Report[], start: ResourceStatus = {}): ResourceStatus {
  return all.reduce((status, report, index) => nextStatus(status, report, 1, minute(index + 1)), start);
}

laws('the same report again changes nothing, so nothing is written', () => {
  fc.assert(
    fc.property(reports, anyReport, (earlier, report) => {
      const once = after([...earlier, report]);
      const twice = nextStatus(once, report, 1, minute(59));
      assert.equal(twice, once);
      assert.not(hasStatusChanged(once, twice));
      // As the cache keeps it.
      const kept = withFingerprint(once);
      assert.not(hasStatusChanged(kept, withFingerprint(nextStatus(kept, report, 1, minute(59)))));
    }),
  );
});

laws('conditions and fields of others survive, in their place', () => {
  fc.assert(
    fc.property(reports, (all) => {
      const { conditions = [], phase, nested } = after(all, foreign);
      assert.equal(conditions[0], theirs);
      assert.equal({ phase, nested }, { phase: foreign.phase, nested: foreign.nested });
    }),
  );
});

laws('the time of a condition changes with its status, and with nothing else', () => {
  fc.assert(
    fc.property(reports, anyReport, (earlier, report) => {
      const old = after(earlier);
      const next = nextStatus(old, report, 1, minute(59));
      for (const { type, status, lastTransitionTime } of next.conditions ?? []) {
        const known = old.conditions?.find((condition) => condition.type === type);
        const isFlip = known?.status !== status;
        assert.is(lastTransitionTime, isFlip ? '2026-01-01T00:59:00Z' : known?.lastTransitionTime, type);
      }
    }),
  );
});

laws('each condition is there once, Initialized and Ready always; what was there keeps its order', () => {
  fc.assert(
    fc.property(reports, anyReport, (earlier, report) => {
      const types = (status: ResourceStatus) => (status.conditions ?? []).map(({ type }) => type);
      const old = after(earlier);
      const now = types(nextStatus(old, report, 1, minute(59)));
      assert.is(new Set(now).size, now.length);
      assert.ok(now.includes('Initialized') && now.includes('Ready'));
      const stayed = types(old).filter((type) => now.includes(type));
      assert.equal(now.slice(0, stayed.length), stayed);
    }),
  );
});

laws('the given status is left as it is', () => {
  fc.assert(
    fc.property(reports, anyReport, (earlier, report) => {
      const old = after(earlier, foreign);
      const copy = structuredClone(old);
      nextStatus(old, report, 2, minute(59));
      assert.equal(old, copy);
    }),
  );
});
laws.run();
