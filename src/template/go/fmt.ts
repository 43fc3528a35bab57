import { formatArgument } from './fmt-argument.ts';
import { plain } from './fmt-spec.ts';
import { formatFloat } from './strconv-float.ts';
import { Int, type Value } from './value.ts';

export { sprintf } from './fmt-printf.ts';

/** What `{{ . }}` and %v print. */
export function formatValue(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return formatFloat(value, 'g', -1);
    case 'boolean':
      return value ? 'true' : 'false';
  }
  return value instanceof Int ? value.value.toString() : formatArgument(value, 'v', plain);
}

/** fmt.Sprint: a blank between two operands of which neither is a string. */
export function sprint(args: readonly Value[]): string {
  let out = '';
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string') out += ' ';
    out += formatValue(arg);
  }
  return out;
}

/** fmt.Sprintln: a blank between all operands, and a line feed. */
export function sprintln(args: readonly Value[]): string {
  return `${args.map(formatValue).join(' ')}\n`;
}
