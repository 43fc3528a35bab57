import type { Expression, Node, PrivateIdentifier } from 'acorn';
import type { Context } from './context.ts';
import { rootMember } from './root.ts';
import { type Value, value } from './value.ts';

/** Of a member that is known by its name; undefined for `x[key]`. */
export function nameOf({
  property,
  computed,
}: {
  property: Expression | PrivateIdentifier;
  computed: boolean;
}): string | undefined {
  if (!computed && property.type === 'Identifier') return property.name;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}

interface Named {
  readonly name: string;
  readonly node: Node;
}

/** What names lead to from a value, one behind the other. */
export function memberOf(context: Context, base: Value, from: Node, path: readonly Named[]): Value {
  const [first, ...rest] = path;
  if (!first) return base;
  if (first.name === 'length' && (base.kind === 'list' || base.kind === 'text')) {
    return memberOf(context, lengthOf(context, base), first.node, rest);
  }
  if (base.root !== undefined) return memberOf(context, rootMember(context, base, first), first.node, rest);
  const known = base.entries?.get(first.name);
  if (known) return memberOf(context, known, first.node, rest);
  const index = path.findIndex(({ name }) => isIndex(name));
  if (index === 0) {
    const at = { o: context.fixed(from, base).go, k: JSON.stringify(first.name) };
    const item = value(context.call('at', at, first.node), 'any', { isSorted: base.isSorted });
    return memberOf(context, item, first.node, rest);
  }
  if (index > 0) {
    const table = memberOf(context, base, from, path.slice(0, index));
    return memberOf(context, table, path[index - 1]!.node, path.slice(index));
  }
  for (const { name, node } of path) checkName(context, name, node);
  const fixed = path[0]!.name === 'length' ? base : context.fixed(from, base);
  const names = path.map(({ name }) => JSON.stringify(name)).join(' ');
  const isStrict = path.some(({ name }) => methodNames.has(name));
  const args = { o: fixed.go, p: `(list ${names})`, ...(isStrict ? { strict: 'true' } : {}) };
  const last = path.at(-1)!;
  return value(context.call('get', { ...args, from: JSON.stringify(context.program.textOf(from)) }, last.node), 'any', {
    isSorted: base.isSorted,
  });
}

/** Of a list's item or a text's character; as a key of a table it is found in the same way. */
function isIndex(name: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(name);
}

function lengthOf(context: Context, { kind, go }: Value): Value {
  return kind === 'list'
    ? value(`(float64 (len ${go}))`, 'number')
    : value(context.call('length', { v: go }), 'number');
}

function checkName(context: Context, name: string, node: Node): void {
  if (!objectNames.has(name) && !['Lookup', 'Subcharts', 'Files'].includes(name)) return;
  throw context.refuse(node, `${name} is not a value here`, `call it where it stands, or take another name`);
}

/** What every table has in JavaScript, without being given it. */
const objectNames = new Set(Object.getOwnPropertyNames(Object.prototype));
/** What lists, texts and numbers have besides. */
const methodNames = new Set(
  [Array.prototype, String.prototype, Number.prototype]
    .flatMap((prototype) => Object.getOwnPropertyNames(prototype))
    .filter((name) => name !== 'length'),
);
