import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type GoMap, int, int64, isNilValue, typedList, typedMap, type Value } from '../../../src/template/go/index.ts';
import { compileTemplateSet, TemplateError } from '../../../src/template/gotpl/index.ts';
import { sprigFuncs } from '../../../src/template/sprig/index.ts';
import { worldWith } from './world.ts';

/** An expression, and what it prints; or what Go says is wrong with it, behind `ERR `. */
export type Row = readonly [expression: string, want: string];

/** Rows recorded with Go 1.26.8 and sprig v3.3.0, on the data below. */
export function checkRows(it: ReturnType<typeof suite>, rows: readonly Row[]): void {
  for (const [expression, want] of rows) it(expression, () => assert.is(evaluate(expression), want));
}

export function evaluate(expression: string, data: Value = someData()): string {
  try {
    const set = compileTemplateSet([{ name: 't', text: `{{ ${expression} }}` }], sprigFuncs, { missingKey: 'zero' });
    return set.execute('t', data, worldWith());
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return `ERR ${error.reason}`;
  }
}

/** Of every type that comes to templates, new for each expression as some change it. */
function someData(): GoMap {
  return new Map<string, Value>([
    ['nil', null],
    ['s', 'text'],
    ['i', int(3)],
    ['i64', int64(7)],
    ['f', 2.5],
    ['l', ['b', 'a', null, 1]],
    ['m', new Map<string, Value>(Object.entries({ x: '1', y: null, z: new Map([['w', 'deep']]) }))],
    ['ss', typedList('string', ['b', 'a'])],
    ['sm', typedMap('string', [['k', 'v']])],
    ['bytes', Uint8Array.of(0x68, 0x69, 0xff)],
    ['nl', Object.assign([], { [isNilValue]: true as const })],
    ['nm', Object.assign(new Map(), { [isNilValue]: true as const })],
  ]);
}
