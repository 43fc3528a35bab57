import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatValue, sprint, sprintf, sprintln } from '../../../src/template/go/index.ts';
import { checkVectors } from './vectors.ts';

const it = suite('go/fmt');

it('sprintf prints all verbs, flags and misfits as Go', () =>
  checkVectors('fmt', 'sprintf', ({ f, a }) => sprintf(f, a)));
it('sprint puts blanks as Go', () => checkVectors('fmt', 'sprint', ({ a }) => sprint(a)));
it('sprintln puts blanks as Go', () => checkVectors('fmt', 'sprintln', ({ a }) => sprintln(a)));

it('a value alone prints as under %v', () =>
  checkVectors('fmt', 'sprintf', (vector) =>
    vector.f === '%v' && vector.a.length === 1 ? formatValue(vector.a[0]!) : vector.want,
  ));

it('a wide format takes no time to speak of', () => {
  assert.is(sprintf('%1000000d', [formatValue(1)]).length, '%!d(string='.length + 1_000_000 + 1);
});

it.run();
