import type { GroupVersionKind } from '../../cluster/index.ts';
import type { Field, Warn } from './field.ts';
import { type Kind, needed, optional, type Read, withDefault } from './kind.ts';
import { optionDeclarations, optionsOf } from './options.ts';
import { type Env, expandOverride } from './override-values.ts';
import { boolean, duration, placed, text } from './scalars.ts';
import { selector } from './selector.ts';
import { mapOf, table } from './table.ts';
import type { WatchOptions } from './watch.ts';

/** One entry of watches.yaml, checked, its chart not yet loaded. */
export interface WatchEntry extends WatchOptions {
  readonly gvk: GroupVersionKind;
  readonly chart: string;
  readonly watchDependentResources: boolean;
  readonly overrideValues: Readonly<Record<string, string>>;
  readonly selector?: string;
  readonly reconcilePeriodMs?: number;
  readonly dryRunOption?: 'server';
}

/** An override is a text; what YAML takes for something else is one, too. */
const override: Kind<string> = { ...text, schema: { type: ['string', 'number', 'boolean', 'null'] } };

const dryRunOption: Kind<'server' | undefined> = {
  schema: { enum: ['server'] },
  read(field, warn) {
    const written = text.read(field, warn);
    if (written === 'server') return written;
    if (written !== '') warn(`dryRunOption "${written}" is ignored: the only choice is "server"`, field);
    return undefined;
  },
};

/** helm-operator's fields. */
const ownDeclarations = {
  group: withDefault(text, '', 'API group of the resource.', 'the core group'),
  version: needed(text, 'API version of the resource.'),
  kind: needed(text, 'Kind of the resource.'),
  chart: needed(
    text,
    'Folder of the chart; relative to the working directory, else to the folder of this file. Symbolic links are followed. The chart is loaded once, at the start.',
  ),
  watchDependentResources: withDefault(
    boolean,
    true,
    'Notice at once when an object of a release is changed or deleted, and put it right. With `false` that waits for the next event of the resource, or for its period.',
  ),
  overrideValues: withDefault(
    mapOf(placed(override)),
    {},
    'Values that win over the resource’s spec and the chart’s defaults: value path to text.',
    'none',
  ),
  selector: withDefault(
    selector,
    '',
    'A label selector as in Kubernetes (`matchLabels`, `matchExpressions`): resources that do not match are left alone.',
    'all',
  ),
  reconcilePeriod: optional(
    duration,
    'Look at every resource again after this time, as Go writes durations (`30s`, `1h30m`); `0`: only on events.',
    '`--reconcile-period`',
  ),
  dryRunOption: optional(
    dryRunOption,
    '`server`: every decision renders anew and compares, so that what templates `lookup` in the cluster is noticed without a change of the resource. Without it `lookup` asks the cluster too, but only when there is something to install or upgrade.',
  ),
};

/** Every field of an entry: helm-operator's, then the options beyond. */
export const entryTable = table({ ...ownDeclarations, ...optionDeclarations });

/**
 * Reads one entry as encoding/json would for helm-operator: keys in any case, unknown ones ignored (but told to `warn`).
 * @throws EntryError
 */
export function parseWatchEntry(entry: Field, env: Env, warn: Warn): WatchEntry {
  const read = entryTable.read(entry, warn);
  return {
    gvk: { group: read.group, version: read.version, kind: read.kind },
    chart: read.chart,
    watchDependentResources: read.watchDependentResources,
    overrideValues: expandAll(read, env),
    ...(read.selector === '' ? {} : { selector: read.selector }),
    ...(read.reconcilePeriod === undefined ? {} : { reconcilePeriodMs: read.reconcilePeriod }),
    ...(read.dryRunOption === undefined ? {} : { dryRunOption: read.dryRunOption }),
    ...optionsOf(read),
  };
}

function expandAll({ overrideValues }: Read<typeof ownDeclarations>, env: Env): Readonly<Record<string, string>> {
  const overrides = Object.entries(overrideValues).map(
    ([path, { value, field }]) => [path, expandOverride(path, value, field, env)] as const,
  );
  return Object.freeze(Object.fromEntries(overrides));
}
