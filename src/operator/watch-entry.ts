import type { GroupVersionKind } from '../cluster/index.ts';
import { messageOf } from '../errors/index.ts';
import { expandEnv } from './expand-env.ts';
import { parseGoDuration } from './go-duration.ts';
import { formatLabelSelector, type LabelRequirement } from './label-selector.ts';

/** One entry of watches.yaml, checked, its chart not yet loaded. */
export interface WatchEntry {
  readonly gvk: GroupVersionKind;
  readonly chart: string;
  readonly watchDependentResources: boolean;
  readonly overrideValues: Readonly<Record<string, string>>;
  readonly selector?: string;
  readonly reconcilePeriodMs?: number;
  readonly dryRunOption?: 'server';
}

/** A value and its keys from the entry down, as they are written: what an error points at. */
export interface Field {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

/** What is wrong with an entry, and where. */
export class EntryError extends Error {
  readonly path: Field['path'];
  readonly hint: string | undefined;

  constructor(message: string, field: Field, hint?: string) {
    super(message);
    this.path = field.path;
    this.hint = hint;
  }
}

type Env = Readonly<Record<string, string | undefined>>;
type Warn = (message: string, field: Field) => void;

export const entryKeys = [
  'group',
  'version',
  'kind',
  'chart',
  'watchDependentResources',
  'overrideValues',
  'selector',
  'reconcilePeriod',
  'dryRunOption',
] as const;

/**
 * Reads one entry as encoding/json would for helm-operator: keys in any case, unknown ones ignored (but told to `warn`).
 * @throws EntryError
 */
export function parseWatchEntry(entry: Field, env: Env, warn: Warn): WatchEntry {
  const fields = fieldsOf(entry, 'the entry', entryKeys, warn);
  const selector = parseSelector(fields.selector, warn);
  const reconcilePeriodMs = parsePeriod(fields.reconcilePeriod);
  const dryRunOption = parseDryRun(fields.dryRunOption, warn);
  return {
    gvk: {
      group: textOf(fields.group, 'group'),
      version: required(fields.version, 'version', entry),
      kind: required(fields.kind, 'kind', entry),
    },
    chart: required(fields.chart, 'chart', entry),
    watchDependentResources: booleanOf(fields.watchDependentResources, 'watchDependentResources') ?? true,
    overrideValues: parseOverrides(fields.overrideValues, env),
    ...(selector === '' ? {} : { selector }),
    ...(reconcilePeriodMs === undefined ? {} : { reconcilePeriodMs }),
    ...(dryRunOption === undefined ? {} : { dryRunOption }),
  };
}

/** The field of that name, whatever the case of its key; for messages about entries that may not be right. */
export function fieldNamed(entry: Field, name: (typeof entryKeys)[number]): Field | undefined {
  if (!isRecord(entry.value)) return undefined;
  const key = Object.keys(entry.value).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : { value: entry.value[key], path: [...entry.path, key] };
}

function fieldsOf<Name extends string>(
  field: Field,
  what: string,
  names: readonly Name[],
  warn: Warn,
): Partial<Record<Name, Field>> {
  const found: Partial<Record<Name, Field>> = {};
  for (const [key, child] of itemsOf(field, what)) {
    const name = names.find((one) => one.toLowerCase() === key.toLowerCase());
    if (name === undefined) warn(`unknown key "${key}" is ignored`, child);
    else if (name in found) throw new EntryError(`"${name}" is given twice`, child);
    else if (child.value !== null) found[name] = child;
  }
  return found;
}

function itemsOf(field: Field, what: string): [string, Field][] {
  if (!isRecord(field.value)) throw new EntryError(`${what} must be a map`, field);
  return Object.entries(field.value).map(([key, value]) => [key, { value, path: [...field.path, key] }]);
}

function listOf(field: Field, what: string): Field[] {
  if (!Array.isArray(field.value)) throw new EntryError(`${what} must be a list`, field);
  return field.value.map((value, index) => ({ value, path: [...field.path, index] }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function required(field: Field | undefined, name: string, entry: Field): string {
  const text = textOf(field, name);
  if (text === '') throw new EntryError(`"${name}" is missing`, field ?? entry);
  return text;
}

/** Numbers and booleans count as their text, as they do for helm-operator; null is empty. */
function textOf(field: Field | undefined, name: string): string {
  const value = field?.value ?? '';
  if (field && typeof value === 'object') throw new EntryError(`"${name}" must be a text`, field);
  return String(value);
}

function booleanOf(field: Field | undefined, name: string): boolean | undefined {
  if (field === undefined || typeof field.value === 'boolean') return field?.value as boolean | undefined;
  throw new EntryError(`"${name}" must be true or false`, field);
}

function parseOverrides(field: Field | undefined, env: Env): Readonly<Record<string, string>> {
  if (field === undefined) return {};
  const overrides = itemsOf(field, '"overrideValues"').map(([path, value]): [string, string] => {
    const text = textOf(value, `overrideValues.${path}`);
    if (text.includes('{{')) {
      const hint = 'write the value itself, or $NAME to take it from the environment';
      throw new EntryError(`override value "${path}" is a Go template, which is not supported`, value, hint);
    }
    return [path, expandEnv(text, env)];
  });
  return Object.freeze(Object.fromEntries(overrides));
}

function parsePeriod(field: Field | undefined): number | undefined {
  if (field === undefined) return undefined;
  const text = textOf(field, 'reconcilePeriod');
  try {
    return parseGoDuration(text);
  } catch {
    throw new EntryError(`"reconcilePeriod" is "${text}", which is no duration`, field, 'write it as 30s, 5m or 1h30m');
  }
}

function parseDryRun(field: Field | undefined, warn: Warn): 'server' | undefined {
  const text = textOf(field, 'dryRunOption');
  if (text === 'server') return text;
  if (field && text !== '') warn(`dryRunOption "${text}" is ignored: the only choice is "server"`, field);
  return undefined;
}

function parseSelector(field: Field | undefined, warn: Warn): string {
  if (field === undefined) return '';
  const { matchLabels, matchExpressions } = fieldsOf(field, '"selector"', ['matchLabels', 'matchExpressions'], warn);
  const labels = matchLabels ? itemsOf(matchLabels, '"selector.matchLabels"') : [];
  const expressions = matchExpressions ? listOf(matchExpressions, '"selector.matchExpressions"') : [];
  const selector = {
    matchLabels: Object.fromEntries(labels.map(([label, value]) => [label, textOf(value, label)])),
    matchExpressions: expressions.map((expression) => parseRequirement(expression, warn)),
  };
  try {
    return formatLabelSelector(selector);
  } catch (error) {
    throw new EntryError(`"selector" is not right: ${messageOf(error)}`, field);
  }
}

function parseRequirement(field: Field, warn: Warn): LabelRequirement {
  const what = '"selector.matchExpressions"';
  const { key, operator, values } = fieldsOf(field, `an item of ${what}`, ['key', 'operator', 'values'], warn);
  return {
    key: textOf(key, 'key'),
    operator: textOf(operator, 'operator'),
    values: values ? listOf(values, `"values" of ${what}`).map((value) => textOf(value, 'values')) : [],
  };
}
