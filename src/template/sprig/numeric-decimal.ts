import { type Funcs, func, toFloat64, type Value, variadic } from '../go/index.ts';
import { add, type Decimal, divide, fromDecimal, multiply, subtract, toDecimal } from './decimal.ts';

/** Float arithmetic that is done in decimals: `addf 0.1 0.2` is 0.3. */
export const numericDecimalFuncs: Funcs = {
  add1f: func(['any'], (value) => calculate(add, value, [1])),
  addf: variadic([], 'any', (...values) => calculate(add, 0, values)),
  subf: variadic(['any'], 'any', (first, ...values) => calculate(subtract, first, values)),
  mulf: variadic(['any'], 'any', (first, ...values) => calculate(multiply, first, values)),
  divf: variadic(['any'], 'any', (first, ...values) => calculate(divide, first, values)),
};

function calculate(operate: (a: Decimal, b: Decimal) => Decimal, first: Value, values: readonly Value[]): number {
  let result = toDecimal(toFloat64(first));
  for (const value of values) result = operate(result, toDecimal(toFloat64(value)));
  return fromDecimal(result);
}
