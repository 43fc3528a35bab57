import { type Funcs, func, GoError, int, typedList, type Value, variadic } from '../go/index.ts';

/** Numbers in a row. */
export const rangeFuncs: Funcs = {
  until: func(['int'], (count) => intList(countFrom(0, count, count < 0 ? -1 : 1))),
  untilStep: func(['int', 'int', 'int'], (start, stop, step) => intList(countFrom(start, stop, step))),
  seq: variadic([], 'int', (...params) => listSequence(params).join(' ')),
};

/** Go would make them until memory ends; a chart that wants more is broken or hostile. */
const maxCount = 10_000_000;

function countFrom(start: number, stop: number, step: number): number[] {
  if (stop < start ? step >= 0 : step <= 0) return [];
  const count = Math.ceil((stop - start) / step);
  if (count > maxCount) throw new GoError(`${count} numbers are more than the ${maxCount} that a list may have`);
  return Array.from({ length: count }, (_, i) => start + i * step);
}

/** As the command seq counts: from 1, or down to where it ends, both ends included. */
function listSequence(params: readonly number[]): number[] {
  const [first = 0, second = 0, third = 0] = params;
  switch (params.length) {
    case 1:
      return countThrough(1, first, first < 1 ? -1 : 1);
    case 2:
      return countThrough(first, second, second < first ? -1 : 1);
    case 3:
      return third < first && second > 0 ? [] : countThrough(first, third, second);
    default:
      return [];
  }
}

function countThrough(start: number, end: number, step: number): number[] {
  return countFrom(start, end + (end < start ? -1 : 1), step);
}

function intList(numbers: readonly number[]): Value {
  return typedList('int', numbers.map(int));
}
