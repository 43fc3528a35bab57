import deepmerge from 'deepmerge';
import { CapstanError } from '../errors/index.ts';
import type { Chart, Values, Warn } from './chart.ts';
import { formatAs, quote } from './go-text.ts';
import { checkDepth, copyDeep, copyShallow, freezeDeep, get, has, isTable, put, type Table } from './table.ts';

/** A chart as far as its values go, so that dependencies can be put together before there is a Chart. */
export interface ValuesTree {
  readonly metadata: { readonly name: string };
  readonly values: Values;
  readonly dependencies: readonly ValuesTree[];
}

/**
 * The values a chart's templates see: the user's over the chart's own, by the rules of Helm 3.21's CoalesceValues. Tables
 * merge; lists and scalars replace; a null of the user's removes the default. Values of a subchart stand under its name and
 * have `global` merged in. Deeply frozen.
 * @throws CapstanError VALUES_INVALID when the values of a subchart are no table.
 */
export function coalesce(chart: Chart, user: Values, warn: Warn = ignore): Values {
  return freezeDeep(coalesceValues(chart, user, warn));
}

const ignore: Warn = () => {};

/** Helm's CoalesceValues: a new table. */
export function coalesceValues(chart: ValuesTree, user: Values, warn: Warn): Table {
  return new Coalescing(warn, false).withSubcharts(chart, copyDeep(user) as Table, '');
}

/** Helm's MergeValues of a chart without the user's values: nulls stay. A new table. */
export function mergedDefaults(chart: ValuesTree, warn: Warn): Table {
  return new Coalescing(warn, true).withSubcharts(chart, {}, '');
}

/** Helm's MergeTables: `source` under `target`, which is changed and wins; nulls stay. */
export function mergeTables(target: Table, source: Table, warn: Warn): Table {
  new Coalescing(warn, true).tables(target, source, '', true);
  return target;
}

/** Helm's CoalesceTables: `source` under `target`, both of which are changed; a null of the target removes what the source has. */
export function coalesceTables(target: Table, source: Table, warn: Warn): Table {
  new Coalescing(warn, false).tables(target, source, '', false);
  return target;
}

/** One set of user values over another, as Helm merges `-f` files: tables merge, all else replaces, null stays null. */
export function mergeValues(lower: Values, upper: Values): Values {
  return deepmerge(lower, upper, { clone: false, isMergeableObject: isTable, arrayMerge: (_, list) => list });
}

const globalKey = 'global';

/**
 * One pass of Helm's coalesce.go over tables that it changes in place. What is copied and what is shared between a chart
 * and its subcharts is Helm's too: a table inside a table of `global` is one and the same for all of them.
 */
class Coalescing {
  private readonly warn: Warn;
  /** Whether nulls are kept: MergeValues, where a second pass follows. */
  private readonly keepsNulls: boolean;

  constructor(warn: Warn, keepsNulls: boolean) {
    this.warn = warn;
    this.keepsNulls = keepsNulls;
  }

  withSubcharts(chart: ValuesTree, values: Table, prefix: string): Table {
    const path = join(prefix, chart.metadata.name);
    this.defaults(chart, values, path);
    for (const subchart of chart.dependencies) {
      const { name } = subchart.metadata;
      if (!has(values, name)) put(values, name, {});
      const below = get(values, name);
      if (!isTable(below)) {
        throw new CapstanError('VALUES_INVALID', `type mismatch on ${name}: ${formatAs('%t', below)}`, {
          hint: `write the values of subchart ${name} below ${name}:`,
        });
      }
      this.globals(below, values, path);
      this.withSubcharts(subchart, below, path);
    }
    return values;
  }

  private defaults(chart: ValuesTree, values: Table, path: string): void {
    for (const key of Object.keys(chart.values)) {
      const fallback = chart.values[key];
      if (!has(values, key)) {
        put(values, key, copyDeep(fallback));
        continue;
      }
      const value = get(values, key);
      if (value === null && !this.keepsNulls) {
        delete values[key];
      } else if (isTable(value) && isTable(fallback)) {
        // a subchart's values keep their nulls until the subchart's own defaults meet them
        const keepsNulls = this.keepsNulls || chart.dependencies.some(({ metadata }) => metadata.name === key);
        this.tables(value, copyDeep(fallback) as Table, join(path, key), keepsNulls);
      } else if (isTable(value) && fallback !== null) {
        this.warn(`coalesce.go:237: warning: skipped value for ${path}.${key}: Not a table.`);
      }
    }
  }

  /** Lays `source` under `target`, which wins. Unless nulls are kept, one of the target removes what the source has. */
  tables(target: Table, source: Table, prefix: string, keepsNulls: boolean, depth = 0): void {
    checkDepth(depth);
    const removed = this.takeNulls(target, source);
    for (const key of Object.keys(source)) {
      const fallback = source[key];
      if (!has(target, key)) {
        put(target, key, fallback);
        continue;
      }
      const value = get(target, key);
      if (value === null) {
        if (!keepsNulls && removed.includes(key)) delete target[key];
      } else if (isTable(fallback)) {
        if (isTable(value)) this.tables(value, fallback, join(prefix, key), keepsNulls, depth + 1);
        else {
          const found = formatAs('%v', fallback);
          this.warn(
            `coalesce.go:316: warning: cannot overwrite table with non table for ${join(prefix, key)} (${found})`,
          );
        }
      } else if (isTable(value) && fallback !== null) {
        const [place, found] = [join(prefix, key), formatAs('%v', fallback)];
        this.warn(`coalesce.go:319: warning: destination for ${place} is a table. Ignoring non-table value (${found})`);
      }
    }
  }

  /** The target's nulls are the source's from now on, which shows where another chart has the same table. */
  private takeNulls(target: Table, source: Table): readonly string[] {
    const nulls = Object.keys(target).filter((key) => target[key] === null);
    const removed = nulls.filter((key) => (get(source, key) ?? null) !== null);
    for (const key of nulls) put(source, key, null);
    return removed;
  }

  /** `global` of a chart goes into that of its subchart, and wins there. */
  private globals(target: Table, source: Table, prefix: string): void {
    const into = has(target, globalKey) ? get(target, globalKey) : {};
    const from = has(source, globalKey) ? get(source, globalKey) : {};
    if (!isTable(into)) {
      this.warn('coalesce.go:138: warning: skipping globals because destination global is not a table.');
      return;
    }
    if (!isTable(from)) {
      this.warn('coalesce.go:145: warning: skipping globals because source global is not a table.');
      return;
    }
    for (const key of Object.keys(from)) this.global(into, key, from[key], prefix);
    put(target, globalKey, into);
  }

  private global(into: Table, key: string, value: unknown, prefix: string): void {
    const there = get(into, key);
    if (!isTable(value)) {
      if (isTable(there)) this.warn(`coalesce.go:175: key ${key} is table. Skipping`);
      else put(into, key, value);
    } else if (!has(into, key)) {
      put(into, key, copyShallow(value));
    } else if (isTable(there)) {
      const merged = copyShallow(value);
      this.tables(merged, there, join(prefix, key), true);
      put(into, key, merged);
    } else {
      this.warn(`coalesce.go:161: Conflict: cannot merge map onto non-map for ${quote(key)}. Skipping.`);
    }
  }
}

function join(prefix: string, key: string): string {
  return prefix === '' ? key : `${prefix}.${key}`;
}
