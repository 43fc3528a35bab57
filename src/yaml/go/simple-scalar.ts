import { resolvePlain, type Scalar } from './resolve.ts';
import type { Data } from './simple.ts';

/** Thrown for a text that the simple reader leaves to the whole one. */
export const outside = new Error('not simple');

/** A scalar or flow collection that ends on its line, perhaps with a comment behind it. */
export function readSimpleScalar(line: string, from: number, asMaps: boolean): Data {
  const code = line.charCodeAt(from);
  switch (code) {
    case 34: // "
      return readDoubleQuoted(line, from);
    case 39: // '
      singleQuoted.lastIndex = from;
      return singleQuoted.exec(line)?.[1] ?? leave();
    case 91: // [
      return readFlowList(line, from);
    case 123: // {
      emptyMap.lastIndex = from;
      if (!emptyMap.test(line)) throw outside;
      return asMaps ? new Map() : {};
  }
  plain.lastIndex = from;
  const text = plain.exec(line)?.[1] ?? leave();
  const value = resolvePlain(text);
  if (isBeyondJson(value)) throw outside;
  return value;
}

function readDoubleQuoted(line: string, from: number): string {
  doubleQuoted.lastIndex = from;
  const text = doubleQuoted.exec(line)?.[1] ?? leave();
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

/** With the escapes that JSON has too. */
const doubleQuoted = /"((?:[^"\\]|\\["\\bfnrt])*)"(?: *$| +#)/y;
const singleQuoted = /'([^']*)'(?: *$| +#)/y;
const emptyMap = /\{ *\}(?: *$| +#)/y;
/** No indicator at its start, no colon with a blank or nothing behind it. */
const plain =
  /((?:[^-?:,[\]{}#&*!|>'"%@` ]|[-?:](?=[^ ]))(?:[^ :]|:(?! |$))*(?: +(?!#)(?:[^ :]|:(?! |$))+)*) *(?:$| #)/y;

/** `[a, b]`: words that are strings, and quoted ones. */
function readFlowList(line: string, from: number): Data[] {
  flowList.lastIndex = from;
  const items = flowList.exec(line)?.[1] ?? leave();
  const list: Data[] = [];
  for (const [item] of items.matchAll(flowItem)) {
    if (item[0] === '"' || item[0] === "'") list.push(item.slice(1, -1));
    else {
      const value = resolvePlain(item);
      if (isBeyondJson(value)) throw outside;
      list.push(value);
    }
  }
  return list;
}

/** What only the whole reader knows what to do with. */
function isBeyondJson(value: Scalar): value is bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));
}

const flowItem = /[A-Za-z0-9_./$-]+|"[^"\\]*"|'[^']*'/g;
const flowList =
  /\[ *((?:[A-Za-z0-9_./$][A-Za-z0-9_./$-]*|"[^"\\]{0,500}"|'[^']{0,500}')(?: *, *(?:[A-Za-z0-9_./$][A-Za-z0-9_./$-]*|"[^"\\]{0,500}"|'[^']{0,500}'))*|) *\](?: *$| +#)/y;

function leave(): never {
  throw outside;
}
