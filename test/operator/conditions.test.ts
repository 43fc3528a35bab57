import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Condition, conditionOf, withCondition, without } from '../../src/operator/conditions.ts';

const it = suite('conditions');

const t0 = '2026-01-01T00:00:00Z';
const now = new Date('2026-01-02T03:04:05.678Z');
const t1 = '2026-01-02T03:04:05Z';

const initialized: Condition = { type: 'Initialized', status: 'True', lastTransitionTime: t0 };
const deployed: Condition = {
  type: 'Deployed',
  status: 'True',
  reason: 'InstallSuccessful',
  message: 'hello',
  lastTransitionTime: t0,
};
const foreign: Condition = { type: 'Paused', status: 'False', lastTransitionTime: t0 };
const list = [initialized, deployed, foreign];

for (const [what, next, want] of [
  [
    'a new one comes last, dated in whole seconds',
    { type: 'Ready', status: 'False', reason: 'Progressing', message: 'wait' },
    [...list, { type: 'Ready', status: 'False', reason: 'Progressing', message: 'wait', lastTransitionTime: t1 }],
  ],
  [
    'another reason and message keep the place and the time',
    { type: 'Deployed', status: 'True', reason: 'UpgradeSuccessful', message: 'bye' },
    [initialized, { ...deployed, reason: 'UpgradeSuccessful', message: 'bye' }, foreign],
  ],
  [
    'another status keeps the place and is dated anew',
    { type: 'Deployed', status: 'False', reason: 'UninstallSuccessful', message: 'x' },
    [
      initialized,
      { type: 'Deployed', status: 'False', reason: 'UninstallSuccessful', message: 'x', lastTransitionTime: t1 },
      foreign,
    ],
  ],
  [
    'an empty or missing reason and message are left out, as in helm-operator',
    { type: 'Deployed', status: 'True', reason: '' },
    [initialized, { type: 'Deployed', status: 'True', lastTransitionTime: t0 }, foreign],
  ],
  ['the same again changes nothing', { type: 'Initialized', status: 'True' }, list],
] as const) {
  it(`setting one: ${what}`, () => {
    const before = structuredClone(list);
    assert.equal(withCondition(list, next, now), want);
    assert.equal(list, before, 'the given list is left as it is');
  });
}

for (const [what, type, want] of [
  ['one that is there', 'Deployed', [initialized, foreign]],
  ['one that is not there', 'ReleaseFailed', list],
] as const) {
  it(`removing ${what}`, () => assert.equal(without(list, type), want));
}

it('finding one', () => {
  assert.is(conditionOf(list, 'Deployed'), deployed);
  assert.is(conditionOf(list, 'Ready'), undefined);
});

it.run();
