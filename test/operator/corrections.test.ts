import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ObjectRef } from '../../src/cluster/index.ts';
import { Corrections } from '../../src/operator/corrections.ts';

const it = suite('corrections');

const ref = (name: string): ObjectRef => ({ group: '', version: 'v1', kind: 'ConfigMap', namespace: 'demo', name });

/** What isFight says at each second given, of the same object or another. */
function verdicts(steps: readonly (readonly [second: number, name: string])[]): boolean[] {
  let now = 0;
  const corrections = new Corrections(() => new Date(now));
  return steps.map(([second, name]) => {
    now = second * 1000;
    return corrections.isFight('owner', [ref(name)]);
  });
}

for (const [what, steps, last] of [
  ['the sixth correction of one object is a fight', [0, 1, 2, 3, 4, 5].map((s) => [s, 'a'] as const), true],
  ['five are none', [0, 1, 2, 3, 4].map((s) => [s, 'a'] as const), false],
  ['many of different objects are none', [...'abcdefgh'].map((name, s) => [s, name] as const), false],
  ['a minute of peace ends it', [...[0, 1, 2, 3, 4, 5].map((s) => [s, 'a'] as const), [65, 'a'] as const], false],
  ['less than a minute does not', [...[0, 1, 2, 3, 4, 5].map((s) => [s, 'a'] as const), [60, 'a'] as const], true],
] as const) {
  it(what, () => assert.is(verdicts(steps).at(-1), last));
}

it('what is forgotten starts anew', () => {
  const corrections = new Corrections(() => new Date(0));
  for (let n = 0; n < 6; n++) corrections.isFight('owner', [ref('a')]);
  corrections.forget('owner');
  assert.not(corrections.isFight('owner', [ref('a')]));
});

it.run();
