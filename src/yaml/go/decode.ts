import { goSyntax } from './go-syntax.ts';
import { isMerge, type Node, NodeKind } from './node.ts';
import { YamlProblem } from './problem.ts';
import { keyOf, scalarOf } from './resolve.ts';

export interface DecodeOptions {
  /** Mappings as Maps instead of objects. */
  readonly asMaps: boolean;
  /** A key that stands twice is an error. */
  readonly isStrict: boolean;
}

/** What Go's map[interface{}]interface{} would hold, keys made strings as sigs.k8s.io/yaml makes them for JSON. */
type Data = null | boolean | number | string | Data[] | Map<string, Data> | { [key: string]: Data };

/**
 * The data of a document.
 * @throws YamlProblem where go-yaml, the conversion to JSON, or JSON itself gives up
 */
export function decode(root: Node, options: DecodeOptions): unknown {
  const decoder = new Decoder(options);
  const data = decoder.decode(root);
  decoder.finish();
  return data;
}

/** A problem of the step behind YAML's: worded without `yaml: `. */
export class ConversionProblem extends Error {}

class Decoder {
  private readonly asMaps: boolean;
  private readonly isStrict: boolean;
  private readonly duplicates: string[] = [];
  private conversionProblem: string | undefined;
  private firstInfinite: string | undefined;
  private readonly open = new Set<Node>();
  private decoded = 0;
  private decodedInAliases = 0;

  constructor(options: DecodeOptions) {
    this.asMaps = options.asMaps;
    this.isStrict = options.isStrict;
  }

  decode(node: Node): Data {
    this.count();
    switch (node.kind) {
      case NodeKind.Scalar: {
        const value = scalarOf(node);
        if (typeof value === 'bigint') return Number(value);
        if (typeof value === 'number' && !Number.isFinite(value)) this.noteInfinite(value);
        return value;
      }
      case NodeKind.Sequence:
        return this.decodeSequence(node);
      case NodeKind.Mapping: {
        const map = this.asMaps ? new Map<string, Data>() : {};
        this.decodeEntries(node, map);
        return map;
      }
      case NodeKind.Alias:
        return this.inAlias(node, () => this.decode(node.target!));
    }
  }

  /** @throws for what was put off, because what go-yaml finds later in the text goes first */
  finish(): void {
    if (this.duplicates.length > 0) {
      throw new YamlProblem(`unmarshal errors:\n  ${this.duplicates.join('\n  ')}`);
    }
    if (this.conversionProblem !== undefined) throw new ConversionProblem(this.conversionProblem);
    if (this.firstInfinite !== undefined) {
      throw new ConversionProblem(`json: unsupported value: ${this.firstInfinite}`);
    }
  }

  /** A text of a few lines can stand for billions of nodes. */
  private count(): void {
    this.decoded += 1;
    if (this.open.size === 0) return;
    this.decodedInAliases += 1;
    if (this.decodedInAliases <= 100 || this.decoded <= 1000) return;
    if (this.decodedInAliases / this.decoded > allowedAliasRatio(this.decoded)) {
      throw new YamlProblem('document contains excessive aliasing');
    }
  }

  private noteInfinite(value: number): void {
    this.firstInfinite ??= Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  }

  private inAlias<T>(alias: Node, decodeTarget: () => T): T {
    if (this.open.has(alias)) throw new YamlProblem(`anchor '${alias.value}' value contains itself`);
    this.open.add(alias);
    const result = decodeTarget();
    this.open.delete(alias);
    return result;
  }

  private decodeSequence(node: Node): Data[] {
    const items: Data[] = [];
    for (const child of node.children) items.push(this.decode(child));
    return items;
  }

  private decodeEntries(node: Node, map: Map<string, Data> | { [key: string]: Data }): void {
    const { children } = node;
    for (let i = 0; i < children.length; i += 2) {
      const keyNode = children[i]!;
      const valueNode = children[i + 1]!;
      if (isMerge(keyNode)) {
        this.merge(valueNode, map);
        continue;
      }
      const key = this.decodeKey(keyNode, valueNode);
      const value = this.decode(valueNode);
      if (key === undefined) continue;
      if (this.isStrict && hasKey(map, key)) {
        this.duplicates.push(`line ${valueNode.line + 1}: key ${goSyntax(keyNode, true)} already set in map`);
      } else setKey(map, key, value);
    }
  }

  /** Undefined for a key that YAML may have and JSON may not. */
  private decodeKey(node: Node, valueNode: Node): string | undefined {
    this.count();
    const target = node.kind === NodeKind.Alias ? this.resolveAlias(node) : node;
    if (target.kind !== NodeKind.Scalar) {
      this.decodeEntriesOf(target);
      throw new YamlProblem(`invalid map key: ${goSyntax(target, this.isStrict)}`);
    }
    if (target.tag === '' && !target.isImplicit) return target.value;
    const value = scalarOf(target);
    const key = keyOf(value, target.value);
    if (key === undefined) {
      this.conversionProblem ??= `unsupported map key of type: ${value === null ? '%!s(<nil>)' : 'uint64'}, key: ${goSyntax(target, this.isStrict)}, value: ${goSyntax(valueNode, this.isStrict)}`;
    }
    return key;
  }

  /** The node behind a key's alias, counted as go-yaml does. */
  private resolveAlias(alias: Node): Node {
    return this.inAlias(alias, () => {
      this.count();
      const target = alias.target!;
      return target.kind === NodeKind.Alias ? this.resolveAlias(target) : target;
    });
  }

  /** For the problems inside of a key that is none. */
  private decodeEntriesOf(node: Node): void {
    if (node.kind === NodeKind.Sequence) this.decodeSequence(node);
    else this.decodeEntries(node, {});
  }

  /** `<<`: what is merged replaces what stands before it, and is replaced by what comes behind. */
  private merge(node: Node, map: Map<string, Data> | { [key: string]: Data }): void {
    // of several the first counts
    const sources = node.kind === NodeKind.Sequence ? node.children.toReversed() : [node];
    for (const source of sources) this.mergeOne(source, map);
  }

  private mergeOne(node: Node, map: Map<string, Data> | { [key: string]: Data }): void {
    const source = node.kind === NodeKind.Alias ? node.target! : node;
    if (source.kind !== NodeKind.Mapping) throw new YamlProblem(notMergeable);
    this.count();
    if (source === node) this.decodeEntries(node, map);
    else {
      this.inAlias(node, () => {
        this.count();
        this.decodeEntries(source, map);
      });
    }
  }
}

const notMergeable = 'map merge requires map or sequence of maps as the value';

function hasKey(map: Map<string, Data> | { [key: string]: Data }, key: string): boolean {
  return map instanceof Map ? map.has(key) : Object.hasOwn(map, key);
}

function setKey(map: Map<string, Data> | { [key: string]: Data }, key: string, value: Data): void {
  if (map instanceof Map) map.set(key, value);
  else if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  } else map[key] = value;
}

/** As go-yaml has it: nearly all of a small document may come from aliases, a tenth of a large one. */
function allowedAliasRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99;
  if (decoded >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000);
}
