import { formatValue, Struct } from '../go/index.ts';
import type { Val } from './execution.ts';

/** A value as an action prints it: a pointer is looked through, and what has an address may have its String() there. */
export function textOf(value: Val): string {
  if (value instanceof Struct && value.type.pointerText) return value.type.pointerText(value);
  return textOfMade(value);
}

/** The same of a value that a function made, which has no address. */
export function textOfMade(value: Val): string {
  if (value === undefined || value === null) return '<no value>';
  const text = formatValue(value);
  const isPointer = value instanceof Struct && value.type.kind === 'ptr' && !value.type.text;
  return isPointer ? text.replace(/^&/, '') : text;
}
