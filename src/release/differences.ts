import { isDeepStrictEqual } from 'node:util';
import { isTable } from '../chart/index.ts';
import type { KubeObject } from '../cluster/index.ts';

const linesAtMost = 10;
const lengthAtMost = 60;

/**
 * In which fields an object is not as it should be, a line each: `spec.replicas: 3 → 5`, first what should be. Both as the API
 * server tells them, so that defaults and ways of writing do not count. What a Secret holds is masked.
 */
export function describeDifferences(should: KubeObject, is: KubeObject): readonly string[] {
  const isSecret = should.kind === 'Secret';
  const all = differencesOf('', comparable(should), comparable(is));
  const lines = all.slice(0, linesAtMost).map(({ path, should, is }) => {
    const isHidden = isSecret && /^(data|stringData|metadata\.annotations)\b/.test(path);
    return `${path}: ${wordsOf(should, isHidden)} → ${wordsOf(is, isHidden)}`;
  });
  return all.length > linesAtMost ? [...lines, `and ${all.length - linesAtMost} more`] : lines;
}

interface Difference {
  readonly path: string;
  readonly should: unknown;
  readonly is: unknown;
}

/** Without what the API server keeps by itself, and without what controllers tell. */
function comparable({ metadata, status: _, ...fields }: KubeObject): unknown {
  const { managedFields, resourceVersion, generation, uid, creationTimestamp, ...wished } = metadata;
  return { ...fields, metadata: wished };
}

function differencesOf(path: string, should: unknown, is: unknown): readonly Difference[] {
  if (isDeepStrictEqual(should, is)) return [];
  if (isTable(should) && isTable(is)) {
    const names = new Set([...Object.keys(should), ...Object.keys(is)]);
    return [...names].flatMap((name) => differencesOf(pathTo(path, name), should[name], is[name]));
  }
  if (Array.isArray(should) && Array.isArray(is)) {
    const items = byName(should, is) ?? byPlace(should, is);
    return items.flatMap(([name, one, other]) => differencesOf(`${path}[${name}]`, one, other));
  }
  return [{ path, should, is }];
}

type Item = readonly [name: string, should: unknown, is: unknown];

/** Containers, ports, variables: a list of things with names is read by name, whatever their order. */
function byName(should: readonly unknown[], is: readonly unknown[]): readonly Item[] | undefined {
  const named = [should, is].map((list) => new Map(list.map((item) => [nameOf(item), item])));
  const [wanted, found] = named as [Map<string | undefined, unknown>, Map<string | undefined, unknown>];
  const isUnique = wanted.size === should.length && found.size === is.length;
  if (!isUnique || wanted.has(undefined) || found.has(undefined)) return undefined;
  const names = new Set([...wanted.keys(), ...found.keys()]) as Set<string>;
  return [...names].map((name) => [name, wanted.get(name), found.get(name)]);
}

function nameOf(item: unknown): string | undefined {
  const name = isTable(item) ? item['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function byPlace(should: readonly unknown[], is: readonly unknown[]): readonly Item[] {
  const length = Math.max(should.length, is.length);
  return Array.from({ length }, (_, index) => [String(index), should[index], is[index]]);
}

function pathTo(path: string, name: string): string {
  if (!/^[\w-]+$/.test(name)) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}

function wordsOf(value: unknown, isHidden: boolean): string {
  if (value === undefined) return 'nothing';
  if (isHidden) return '****';
  const text = JSON.stringify(value);
  return text.length > lengthAtMost ? `${text.slice(0, lengthAtMost)}…` : text;
}
