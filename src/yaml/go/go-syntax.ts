import { quoteGo } from './go-quote.ts';
import { isMerge, type Node, NodeKind } from './node.ts';
import { formatFloat, readInteger } from './numbers.ts';
import { type Scalar, scalarOf } from './resolve.ts';

/**
 * fmt's %#v of a node's data in Go's types, as go-yaml's messages print keys: `map[interface {}]interface {}{"a":1}`.
 * @param keepsFirst of a key that stands twice the first one counts
 */
export function goSyntax(node: Node, keepsFirst: boolean): string {
  const text = syntaxOf(node, keepsFirst);
  return text === nil ? '<nil>' : text;
}

/** As it is printed inside of others. */
const nil = 'interface {}(nil)';

function syntaxOf(node: Node, keepsFirst: boolean): string {
  switch (node.kind) {
    case NodeKind.Alias:
      return syntaxOf(node.target!, keepsFirst);
    case NodeKind.Sequence:
      return `[]interface {}{${node.children.map((child) => syntaxOf(child, keepsFirst)).join(', ')}}`;
    case NodeKind.Mapping:
      return mappingSyntax(node, keepsFirst);
    default:
      return scalarSyntax(node);
  }
}

/** Entries in fmt's order: each kind of key by itself, by value. */
function mappingSyntax(node: Node, keepsFirst: boolean): string {
  const entries = new Map<string, Entry>();
  collectEntries(node, keepsFirst, entries);
  const sorted = [...entries.values()].sort((a, b) => compareKeys(a.key, b.key));
  return `map[interface {}]interface {}{${sorted.map(({ text }) => text).join(', ')}}`;
}

interface Entry {
  readonly key: Scalar;
  readonly text: string;
}

function collectEntries(node: Node, keepsFirst: boolean, entries: Map<string, Entry>): void {
  for (let i = 0; i < node.children.length; i += 2) {
    const key = node.children[i]!;
    const value = node.children[i + 1]!;
    if (isMerge(key)) {
      for (const source of mergedMappings(value)) collectEntries(source, keepsFirst, entries);
      continue;
    }
    const written = syntaxOf(key, keepsFirst);
    if (keepsFirst && entries.has(written)) continue;
    entries.set(written, { key: resolvedValue(key), text: `${written}:${syntaxOf(value, keepsFirst)}` });
  }
}

function mergedMappings(node: Node): readonly Node[] {
  if (node.kind === NodeKind.Alias) return [node.target!];
  return node.kind === NodeKind.Sequence ? node.children.toReversed().map((child) => child.target ?? child) : [node];
}

function compareKeys(a: Scalar, b: Scalar): number {
  const [x, y] = [rankOf(a), rankOf(b)];
  if (x !== y) return x - y;
  if (a === b || a === null || b === null) return 0;
  return a < b ? -1 : 1;
}

/** The order of interface values in fmt is by their type's address: what Go's linker gives is not known; kinds stay together. */
function rankOf(key: Scalar): number {
  return key === null ? 0 : ['number', 'bigint', 'string', 'boolean'].indexOf(typeof key) + 1;
}

function resolvedValue(node: Node): Scalar {
  if (node.kind === NodeKind.Alias) return resolvedValue(node.target!);
  return node.kind === NodeKind.Scalar ? scalarOf(node) : '';
}

function scalarSyntax(node: Node): string {
  const value = resolvedValue(node);
  switch (typeof value) {
    case 'string':
      return quoteGo(value);
    case 'bigint':
      return value < 2n ** 63n ? String(value) : `0x${value.toString(16)}`;
    case 'number':
      return readInteger(node.value) === undefined ? formatFloat(value, 64) : String(value);
    case 'boolean':
      return String(value);
    default:
      return nil;
  }
}
