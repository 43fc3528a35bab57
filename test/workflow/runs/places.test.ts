import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { choose, type Place } from '../../../src/workflow/runs/index.ts';

const it = suite('places');

const place = (id: number, user_id: number, plan_id: number, deployment_id = id): Place => ({
  id,
  user_id,
  plan_id,
  deployment_id,
});
const ids = (places: readonly Place[]) => places.map(({ id }) => id);
const noLimit = new Map<number, number>();

for (const [what, running, waiting, planLimits, perUser, want] of [
  ['all, when there is room', [], [place(1, 1, 1), place(2, 1, 1)], noLimit, 4, [1, 2]],
  [
    'as many as a user may have',
    [place(1, 1, 1)],
    [place(2, 1, 1), place(3, 1, 1), place(4, 2, 1)],
    noLimit,
    2,
    [2, 4],
  ],
  [
    'as many as a plan may have',
    [place(1, 1, 1)],
    [place(2, 2, 1), place(3, 3, 1), place(4, 4, 2)],
    new Map([[1, 2]]),
    9,
    [2, 4],
  ],
  ['one of a deployment', [place(1, 1, 1, 7)], [place(2, 1, 1, 7), place(3, 1, 1, 8)], noLimit, 9, [3]],
  ['the first of a deployment', [], [place(2, 1, 1, 7), place(3, 1, 1, 7)], noLimit, 9, [2]],
  [
    'none before an earlier one of its deployment',
    [place(1, 1, 1)],
    [place(2, 2, 1, 7), place(3, 2, 2, 7)],
    new Map([[1, 1]]),
    9,
    [],
  ],
] as const) {
  it(what, () => assert.equal(ids(choose(running, waiting, planLimits, { perUser })), want));
}

it('whatever waits: no limit is passed, and what is left out would pass one', () => {
  const some = fc.array(fc.record({ user_id: fc.nat(2), plan_id: fc.nat(2), deployment_id: fc.nat(5) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), (rows, perUser, perPlan) => {
      const waiting = rows.map((row, id) => ({ id, ...row }));
      const limits = new Map([0, 1, 2].map((plan) => [plan, perPlan]));
      const chosen = choose([], waiting, limits, { perUser });
      const count = (places: readonly Place[], of: (place: Place) => number, one: Place) =>
        places.filter((other) => of(other) === of(one)).length;
      for (const one of chosen) {
        assert.ok(count(chosen, ({ user_id }) => user_id, one) <= perUser);
        assert.ok(count(chosen, ({ plan_id }) => plan_id, one) <= perPlan);
        assert.is(
          count(chosen, ({ deployment_id }) => deployment_id, one),
          1,
        );
      }
      for (const one of waiting.filter((other) => !chosen.includes(other))) {
        const isBlocked =
          count(chosen, ({ user_id }) => user_id, one) >= perUser ||
          count(chosen, ({ plan_id }) => plan_id, one) >= perPlan ||
          waiting.some((other) => other.id < one.id && other.deployment_id === one.deployment_id);
        assert.ok(isBlocked, JSON.stringify(one));
      }
    }),
  );
});

it.run();
