import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatLabelSelector } from '../../../src/operator/watches/label-selector.ts';

const it = suite('label selector');
const none = { matchLabels: {}, matchExpressions: [] };

for (const [what, selector, want] of [
  ['nothing selects everything', none, ''],
  ['labels are equalities', { ...none, matchLabels: { app: 'web', 'x.io/y': '' } }, 'app=web,x.io/y='],
  ['In', { ...none, matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 'c'] }] }, 'a in (b,c)'],
  ['NotIn', { ...none, matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] }, 'a notin (b)'],
  ['Exists', { ...none, matchExpressions: [{ key: 'a', operator: 'Exists', values: [] }] }, 'a'],
  ['DoesNotExist', { ...none, matchExpressions: [{ key: 'a', operator: 'DoesNotExist', values: [] }] }, '!a'],
  [
    'all of them together',
    { matchLabels: { a: '1' }, matchExpressions: [{ key: 'b', operator: 'Exists', values: [] }] },
    'a=1,b',
  ],
] as const) {
  it(what, () => assert.is(formatLabelSelector(selector), want));
}

for (const [what, selector, message] of [
  ['In without values', { key: 'a', operator: 'In', values: [] }, 'operator In of "a" needs values'],
  ['Exists with values', { key: 'a', operator: 'Exists', values: ['b'] }, 'operator Exists of "a" takes no values'],
  ['an unknown operator', { key: 'a', operator: 'Like', values: ['b'] }, 'operator "Like" of "a" is none of In,'],
  ['no operator', { key: 'a', operator: '', values: [] }, 'operator "" of "a" is none of In,'],
  ['no key', { key: '', operator: 'Exists', values: [] }, '"" is no label key'],
  ['a key with a space', { key: 'a b', operator: 'Exists', values: [] }, '"a b" is no label key'],
  ['a prefix that is no domain', { key: 'A/b', operator: 'Exists', values: [] }, '"A/b" is no label key'],
  ['an empty prefix', { key: '/b', operator: 'Exists', values: [] }, '"/b" is no label key'],
  ['a value with a comma', { key: 'a', operator: 'In', values: ['b,c'] }, '"b,c" is no value for the label "a"'],
  ['a long value', { key: 'a', operator: 'In', values: ['x'.repeat(64)] }, `"${'x'.repeat(64)}" is no value`],
] as const) {
  it(`${what} is refused`, () =>
    assert.throws(() => formatLabelSelector({ matchLabels: {}, matchExpressions: [selector] }), message));
}

it.run();
