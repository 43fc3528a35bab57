import type { KubeObject } from '../object.ts';

/** Reads of unstructured objects: a field that is missing or of another type is undefined. */

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export function numberAt(object: KubeObject, ...path: string[]): number | undefined {
  const value = valueAt(object, path);
  return typeof value === 'number' ? value : undefined;
}

/** An empty text counts as missing, as in Go. */
export function textAt(object: KubeObject, ...path: string[]): string | undefined {
  const value = valueAt(object, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isTrueAt(object: KubeObject, ...path: string[]): boolean {
  return valueAt(object, path) === true;
}

export function listAt(object: KubeObject, ...path: string[]): readonly unknown[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value : [];
}

export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

export function conditionsOf(object: KubeObject): readonly Condition[] {
  return listAt(object, 'status', 'conditions').flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { type, status, reason, message } = entry as Record<string, unknown>;
    return [{ type: text(type), status: text(status), reason: text(reason), message: text(message) }];
  });
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

export function isConditionTrue(object: KubeObject, type: string): boolean {
  return conditionOf(object, type)?.status === 'True';
}

/** The words of a condition: its message, else its reason, else `otherwise`. */
export function wordsOf(condition: Condition | undefined, otherwise: string): string {
  return condition?.message || condition?.reason || otherwise;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
