import { isDeepStrictEqual } from 'node:util';
import type { Rendered } from '../../src/render/index.ts';
import { isTable, objectsOf } from './render.ts';

/**
 * What a second render has that the first had not, field by field: `StatefulSet/kre-nats spec.replicas` to its new value, or
 * `gone`. Items of a list go by their name where they have one; an object that came or went is one line. Secrets are decoded.
 */
export function differences(before: Rendered, after: Rendered): Record<string, unknown> {
  const [old, now] = [byName(before), byName(after)];
  const found: Record<string, unknown> = {};
  for (const [name, object] of now) {
    if (!old.has(name)) found[name] = 'new';
    else compare(name, '', old.get(name), object, found);
  }
  for (const name of old.keys()) if (!now.has(name)) found[name] = 'gone';
  return found;
}

function byName(rendered: Rendered): Map<string, unknown> {
  return new Map(
    objectsOf(rendered).map((object) => {
      const decoded = object.kind === 'Secret' ? { ...object, data: decode(object['data']) } : object;
      return [`${object.kind}/${object.metadata.name}`, decoded];
    }),
  );
}

function decode(data: unknown): unknown {
  const entries = Object.entries(data as Record<string, string>);
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

function compare(object: string, path: string, before: unknown, after: unknown, found: Record<string, unknown>): void {
  if (isDeepStrictEqual(before, after)) return;
  const [old, now] = [keyed(before), keyed(after)];
  if (!old || !now) {
    found[`${object} ${path}`] = after === undefined ? 'gone' : after;
    return;
  }
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    compare(object, path === '' ? key : `${path}.${key}`, old[key], now[key], found);
  }
}

function keyed(value: unknown): Record<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const entries = value.map((item, index) => [nameOf(item) ?? String(index), item] as const);
    return Object.fromEntries(entries);
  }
  return isTable(value) ? { ...value } : undefined;
}

function nameOf(item: unknown): string | undefined {
  if (!isTable(item)) return undefined;
  const name = item['name'] ?? (isTable(item['metadata']) ? item['metadata']['name'] : undefined);
  return typeof name === 'string' ? name : undefined;
}
