import { amount, count, quoted } from './failure.ts';
import { decimalOf } from './json.ts';
import type { Validator } from './validator.ts';

export function checkString(validator: Validator, text: string): void {
  const { minLength, maxLength, pattern } = validator.schema;
  if (minLength !== undefined || maxLength !== undefined) {
    const length = [...text].length;
    if (minLength !== undefined && length < minLength) {
      validator.addText(`minLength: got ${count(length)}, want ${count(minLength)}`);
    }
    if (maxLength !== undefined && length > maxLength) {
      validator.addText(`maxLength: got ${count(length)}, want ${count(maxLength)}`);
    }
  }
  if (pattern && !pattern.matches(text)) {
    const problem = `does not match pattern ${quoted(pattern.text)}`;
    validator.addQuoting(`${quoted(text)} ${problem}`, `it ${problem}`);
  }
}

export function checkNumber(validator: Validator, value: unknown): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = validator.schema;
  if (!minimum && !maximum && !exclusiveMinimum && !exclusiveMaximum && !multipleOf) return;
  const number = decimalOf(value);
  if (!number) return;
  const refuse = (name: string, limit: { toNumber(): number }) =>
    validator.addQuoting(
      `${name}: got ${amount(number.toNumber())}, want ${amount(limit.toNumber())}`,
      `${name}: want ${amount(limit.toNumber())}`,
    );
  if (minimum && number.compare(minimum) < 0) refuse('minimum', minimum);
  if (maximum && number.compare(maximum) > 0) refuse('maximum', maximum);
  if (exclusiveMinimum && number.compare(exclusiveMinimum) <= 0) refuse('exclusiveMinimum', exclusiveMinimum);
  if (exclusiveMaximum && number.compare(exclusiveMaximum) >= 0) refuse('exclusiveMaximum', exclusiveMaximum);
  if (multipleOf && !number.isMultipleOf(multipleOf)) refuse('multipleOf', multipleOf);
}
