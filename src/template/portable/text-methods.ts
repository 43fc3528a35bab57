import type { CallExpression, Expression } from 'acorn';
import { argument, type Method, refuseMore } from './arguments.ts';
import type { Context } from './context.ts';
import { asText, checkedText } from './texts.ts';
import { textOf, type Value, value } from './value.ts';

export const textMethods: Readonly<Record<string, Method>> = {
  startsWith: (context, base, from, call) => affix(context, 'hasPrefix', base, from, call),
  endsWith: (context, base, from, call) => affix(context, 'hasSuffix', base, from, call),
  toLowerCase: (context, base, from, call) => ascii(context, 'lower', base, from, call),
  toUpperCase: (context, base, from, call) => ascii(context, 'upper', base, from, call),
  trim: (context, base, from) => trimmed(context, `^${blanks}+|${blanks}+$`, base, from),
  trimStart: (context, base, from) => trimmed(context, `^${blanks}+`, base, from),
  trimEnd: (context, base, from) => trimmed(context, `${blanks}+$`, base, from),
  split: (context, base, from, call) => {
    refuseMore(context, call, 1);
    const separator = asText(context, argument(context, call, 0));
    if (separator.constant === '') throw context.refuse(call, "split('') is not portable", 'split by a text');
    const text = itself(context, base, from);
    const isKnown = separator.constant !== undefined;
    const go = isKnown
      ? `(splitList ${separator.go} ${text.go})`
      : context.call('split', { o: text.go, v: separator.go }, call);
    return value(go, 'list', { isSorted: true });
  },
  replaceAll: (context, base, from, call) => {
    const [a, b] = [0, 1].map((i) => asText(context, argument(context, call, i)).go);
    return value(context.call('replaceAll', { o: itself(context, base, from).go, a: a!, b: b! }, call), 'text');
  },
  repeat: (context, base, from, call) => {
    const count = context.evaluate(argument(context, call, 0));
    return value(context.call('repeat', { o: itself(context, base, from).go, i: count.go }, call), 'text');
  },
  padStart: (context, base, from, call) => padded(context, 'start', base, from, call),
  padEnd: (context, base, from, call) => padded(context, 'end', base, from, call),
};

function itself(context: Context, base: Value, from: Expression): Value {
  return checkedText(context, context.fixed(from, base), from);
}

function affix(context: Context, name: string, base: Value, from: Expression, call: CallExpression): Value {
  refuseMore(context, call, 1);
  const part = asText(context, argument(context, call, 0));
  return value(`(${name} ${part.go} ${itself(context, base, from).go})`, 'boolean');
}

function ascii(context: Context, name: string, base: Value, from: Expression, call: CallExpression): Value {
  const text = context.call('ascii', { v: itself(context, base, from).go }, call);
  return value(`(${name} ${text})`, 'text');
}

/** What JavaScript takes for blanks. */
const blanks = '[\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]';

function trimmed(context: Context, pattern: string, base: Value, from: Expression): Value {
  return value(`(regexReplaceAll ${JSON.stringify(pattern)} ${itself(context, base, from).go} "")`, 'text');
}

function padded(context: Context, side: string, base: Value, from: Expression, call: CallExpression): Value {
  const size = context.evaluate(argument(context, call, 0));
  const fill = call.arguments[1] ? asText(context, argument(context, call, 1)) : textOf(' ');
  const text = itself(context, base, from);
  return value(context.call('pad', { o: text.go, i: size.go, f: fill.go, side: `"${side}"` }, call), 'text');
}
