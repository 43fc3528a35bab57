import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { claimed, isHeldByOther, released } from '../../src/cluster/lease-record.ts';

const it = suite('lease-record');

const now = Date.parse('2026-01-02T03:04:05.678Z');
const micro = '2026-01-02T03:04:05.678000Z';
const mine = {
  holderIdentity: 'me',
  leaseDurationSeconds: 15,
  acquireTime: 'then',
  renewTime: 'then',
  leaseTransitions: 4,
};

it('the first claim counts no transition', () => {
  assert.equal(claimed(undefined, 'me', 15_000, now), {
    holderIdentity: 'me',
    leaseDurationSeconds: 15,
    acquireTime: micro,
    renewTime: micro,
    leaseTransitions: 0,
  });
});

it('a renewal moves renewTime alone', () => {
  assert.equal(claimed(mine, 'me', 15_000, now), { ...mine, renewTime: micro });
});

it('a take-over counts a transition and begins a new term', () => {
  assert.equal(claimed(mine, 'other', 15_000, now), {
    ...mine,
    holderIdentity: 'other',
    acquireTime: micro,
    renewTime: micro,
    leaseTransitions: 5,
  });
});

it('taking a lease that was given back counts a transition, as in client-go', () => {
  assert.is(claimed({ ...mine, holderIdentity: '' }, 'me', 15_000, now).leaseTransitions, 5);
});

it('a duration is whole seconds, one at least', () => {
  assert.is(claimed(undefined, 'me', 1_200, now).leaseDurationSeconds, 2);
  assert.is(claimed(undefined, 'me', 10, now).leaseDurationSeconds, 1);
});

it('a release leaves no holder and keeps the count', () => {
  assert.equal(released(mine, now), {
    holderIdentity: '',
    leaseDurationSeconds: 1,
    acquireTime: micro,
    renewTime: micro,
    leaseTransitions: 4,
  });
});

for (const [what, spec, unchangedForMs, want] of [
  ['an own lease is not', { ...mine, holderIdentity: 'me' }, 0, false],
  ['a lease nobody holds is not', { ...mine, holderIdentity: '' }, 0, false],
  ['a lease without a holder is not', {}, 0, false],
  ["another's is", { ...mine, holderIdentity: 'other' }, 14_999, true],
  ["another's that did not change for its duration is not", { ...mine, holderIdentity: 'other' }, 15_000, false],
  [
    "another's is, however old its renewTime claims to be",
    { ...mine, holderIdentity: 'other', renewTime: '1970-01-01T00:00:00.000000Z' },
    0,
    true,
  ],
] as const) {
  it(`held by another: ${what}`, () => assert.is(isHeldByOther(spec, 'me', unchangedForMs), want));
}

it.run();
