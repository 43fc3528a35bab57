import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applySet, type SetKind } from '../../src/chart/index.ts';
import { CapstanError } from '../../src/errors/index.ts';
import { failureOf } from './charts.ts';
import { normal, recorded, recordedRows } from './recorded.ts';

const it = suite('applySet');

interface Row {
  readonly kind: SetKind;
  readonly expression: string;
  readonly values?: unknown;
  readonly error?: string;
}

/** What the recorded expressions are applied to. */
const before = { t: { k: 1, t: { x: null } }, l: [1, null, { a: 1 }, [2]], n: null, s: 'str', b: true, A: 1.5 };

function readText(path: string): string {
  if (path === 'x') throw new CapstanError('FILE_UNREADABLE', 'no x');
  return `file:${path}`;
}

const flags = { typed: '--set', string: '--set-string', file: '--set-file', literal: '--set-literal', json: '' };

for (const { kind, expression, values, error } of recordedRows<Row>('chart/set.json')) {
  it(`${kind}: ${expression}`, async () => {
    const run = () => applySet(before, expression, kind, readText);
    if (error === undefined) {
      assert.equal(normal(run()), recorded(values));
      return;
    }
    // of JSON, helm tells the expression and not what is wrong with it
    const told =
      kind === 'json' ? `failed parsing --set-json data ${expression}` : `failed parsing ${flags[kind]} data: ${error}`;
    assert.is((await failureOf(run)).message, told);
  });
}

it('says how to write it', async () => {
  const error = await failureOf(() => applySet({}, 'a', 'typed'));
  assert.is(error.code, 'SET_INVALID');
  assert.ok(error.hint);
});

it('leaves the values it was given as they were', () => {
  const values = Object.freeze({ a: Object.freeze({ b: 1 }), l: Object.freeze([1]) });
  assert.equal(applySet(values, 'a.b=2,l[0]=2', 'typed'), { a: { b: 2n }, l: [2n] });
  assert.equal(values, { a: { b: 1 }, l: [1] });
});

it.run();
