import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, type Scalar } from 'yaml';
import { numberAsKey, resolvePlain, type YamlScalar } from './scalar.ts';

/** A node that parses as YAML and cannot be data; `offset` is its place in the text. */
export class UnreadableNode extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

type Node = ParsedNode | null | undefined;

/** Values that aliases may add to a document: a text of 1 kB must not grow to gigabytes ("billion laughs"). */
const maxAliasedValues = 1_000_000;

export interface ToDataOptions {
  readonly duplicates: 'error' | 'last';
  /** The offset at which the text ends without a newline: a block scalar that ends there has none either. */
  readonly cutAt: number | undefined;
}

/** The JSON data of a document's root node, deeply frozen. The nodes carry no resolved types: schema 'failsafe'. */
export function toData(root: Node, { duplicates, cutAt }: ToDataOptions): unknown {
  const anchors = new Map<string, { value: unknown; size: number } | 'open'>();
  let size = 0;
  let aliased = 0;

  function read(node: Node): unknown {
    if (node === null || node === undefined) return null;
    size += 1;
    const anchor = isAlias(node) ? undefined : node.anchor;
    if (anchor === undefined) return readBare(node);
    const before = size;
    anchors.set(anchor, 'open');
    const value = readBare(node);
    anchors.set(anchor, { value, size: size - before + 1 });
    return value;
  }

  function readBare(node: ParsedNode): unknown {
    if (isScalar(node)) return node.range[1] === cutAt ? cutNewline(node) : readScalar(node);
    if (isMap(node)) return readMap(node.items as Pair<Node, Node>[]);
    if (isSeq(node)) return Object.freeze(node.items.map((item) => read(item as Node)));
    if (isAlias(node)) return readAlias(node);
    throw new UnreadableNode('a node of an unknown kind', 0);
  }

  function readAlias(node: { source: string; range?: readonly [number, number, number] | null }): unknown {
    const target = anchors.get(node.source);
    const offset = node.range?.[0] ?? 0;
    if (target === undefined) throw new UnreadableNode(`unknown anchor '${node.source}' referenced`, offset);
    if (target === 'open') throw new UnreadableNode(`anchor '${node.source}' value contains itself`, offset);
    aliased += target.size;
    size += target.size;
    if (aliased > maxAliasedValues) throw new UnreadableNode('document contains excessive aliasing', offset);
    return target.value;
  }

  /** yaml.v2 merges where the key `<<` stands: it overrides what came before it and yields to what comes after. */
  function readMap(items: readonly Pair<Node, Node>[]): object {
    const data: Record<string, unknown> = {};
    const own = new Set<string>();
    for (const { key, value } of items) {
      if (isMergeKey(key)) {
        merge(data, value);
        continue;
      }
      const name = keyText(read(key), key);
      if (own.has(name) && duplicates === 'error') {
        throw new UnreadableNode(`key ${JSON.stringify(name)} already set in map`, offsetOf(key));
      }
      own.add(name);
      set(data, name, read(value));
    }
    return Object.freeze(data);
  }

  function merge(data: Record<string, unknown>, node: Node): void {
    const source = read(node);
    const tables = Array.isArray(source) ? source.toReversed() : [source];
    for (const table of tables) {
      if (table === null || typeof table !== 'object' || Array.isArray(table)) {
        throw new UnreadableNode('map merge requires map or sequence of maps as the value', offsetOf(node));
      }
      for (const [name, value] of Object.entries(table)) set(data, name, value);
    }
  }

  return read(root);
}

function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<' && key.tag === undefined;
}

/** `__proto__` is a key like any other. */
function set(data: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(data, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    data[name] = value;
  }
}

function keyText(key: unknown, node: Node): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'boolean') return String(key);
  const text = typeof key === 'number' ? numberAsKey(String((node as Scalar).value)) : undefined;
  if (text !== undefined) return text;
  throw new UnreadableNode(key === null ? 'null is not usable as a key' : 'a key must be a scalar', offsetOf(node));
}

const tagPrefix = 'tag:yaml.org,2002:';

function readScalar(node: ParsedNode): YamlScalar {
  const scalar = node as Scalar<unknown>;
  const text = String(scalar.value ?? '');
  const plain = scalar.type === 'PLAIN' || scalar.type === undefined;
  const tag = scalar.tag?.startsWith(tagPrefix) ? scalar.tag.slice(tagPrefix.length) : scalar.tag;
  if (tag === 'binary') return Buffer.from(text, 'base64').toString('utf8');
  const isResolved = tag === undefined ? plain : ['null', 'bool', 'int', 'float'].includes(tag);
  if (!isResolved) return text;
  const value = resolvePlain(text);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new UnreadableNode(`${text} has no JSON form`, offsetOf(node));
  }
  if (tag !== undefined && !matchesTag(tag, value)) {
    throw new UnreadableNode(`cannot decode ${JSON.stringify(text)} as a !!${tag}`, offsetOf(node));
  }
  return value;
}

function cutNewline(node: Scalar.Parsed): YamlScalar {
  const value = readScalar(node);
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  return isBlock && typeof value === 'string' && value.endsWith('\n') ? value.slice(0, -1) : value;
}

function matchesTag(tag: string, value: YamlScalar): boolean {
  if (tag === 'null') return value === null;
  if (tag === 'bool') return typeof value === 'boolean';
  return typeof value === 'number' && (tag === 'float' || Number.isInteger(value));
}

function offsetOf(node: Node): number {
  return node?.range?.[0] ?? 0;
}
