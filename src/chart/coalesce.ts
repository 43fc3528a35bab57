import deepmerge from 'deepmerge';
import { CapstanError } from '../errors/index.ts';
import type { Chart, Values } from './chart.ts';

type Table = Record<string, unknown>;

/**
 * The values a chart's templates see: the user's over the chart's own, by the rules of Helm 3.21's CoalesceValues. Tables
 * merge; lists and scalars replace; a null of the user's removes the default. Values of a subchart stand under its name and have `global` merged in. Deeply frozen.
 * @throws CapstanError VALUES_INVALID when the values of a subchart are no table.
 */
export function coalesce(chart: Chart, user: Values): Values {
  const values = copy(user) as Table;
  coalesceChart(chart, values);
  return freeze(values) as Values;
}

/** One set of user values over another, as Helm merges `-f` files: tables merge, all else replaces, null stays null. */
export function mergeValues(lower: Values, upper: Values): Values {
  return deepmerge(lower, upper, { clone: false, isMergeableObject: isTable, arrayMerge: (_, list) => list });
}

function coalesceChart(chart: Chart, values: Table): void {
  coalesceDefaults(chart, values);
  for (const subchart of chart.dependencies) {
    const { name } = subchart.metadata;
    if (!Object.hasOwn(values, name)) define(values, name, {});
    const below = own(values, name);
    if (!isTable(below)) {
      throw new CapstanError('VALUES_INVALID', `type mismatch on ${name}: the values of a subchart must be a table`, {
        hint: `write the values of subchart ${name} below ${name}:`,
      });
    }
    passGlobals(values, below);
    coalesceChart(subchart, below);
  }
}

function coalesceDefaults(chart: Chart, values: Table): void {
  for (const [key, fallback] of Object.entries(chart.values)) {
    if (!Object.hasOwn(values, key)) {
      define(values, key, copy(fallback));
      continue;
    }
    const value = own(values, key);
    if (value === null) {
      delete values[key];
    } else if (isTable(value) && isTable(fallback)) {
      // a subchart's values keep their nulls until the subchart's own defaults meet them
      const keepsNulls = chart.dependencies.some(({ metadata }) => metadata.name === key);
      coalesceTables(value, copy(fallback) as Table, keepsNulls);
    }
  }
}

/** Lays `source` under `target`, which wins. Without `keepsNulls`, a null of the target removes what the source has. */
function coalesceTables(target: Table, source: Table, keepsNulls: boolean): void {
  for (const [key, fallback] of Object.entries(source)) {
    if (!Object.hasOwn(target, key)) {
      define(target, key, fallback);
      continue;
    }
    const value = own(target, key);
    if (value === null) {
      if (!keepsNulls && fallback !== null) delete target[key];
    } else if (isTable(value) && isTable(fallback)) {
      coalesceTables(value, fallback, keepsNulls);
    }
  }
}

/** `global` of a chart goes into that of its subchart, and wins there. */
function passGlobals(from: Table, to: Table): void {
  const target = Object.hasOwn(to, 'global') ? to['global'] : {};
  const source = Object.hasOwn(from, 'global') ? from['global'] : {};
  if (!isTable(target) || !isTable(source)) return;
  for (const [key, value] of Object.entries(source)) {
    const there = own(target, key);
    if (!isTable(value)) {
      if (!isTable(there)) define(target, key, value);
    } else if (!Object.hasOwn(target, key)) {
      define(target, key, copy(value));
    } else if (isTable(there)) {
      const merged = copy(value) as Table;
      coalesceTables(merged, there, true);
      define(target, key, merged);
    }
  }
  define(to, 'global', target);
}

function isTable(value: unknown): value is Table {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function own(table: Table, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** `__proto__` is a key like any other. */
function define(table: Table, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(table, key, { value, enumerable: true, configurable: true, writable: true });
  else table[key] = value;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isTable(value)) return value === undefined ? null : value;
  const table: Table = {};
  for (const [key, entry] of Object.entries(value)) if (entry !== undefined) define(table, key, copy(entry));
  return table;
}

function freeze(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  for (const entry of Object.values(value)) freeze(entry);
  return Object.freeze(value);
}
