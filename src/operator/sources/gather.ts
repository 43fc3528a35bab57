import { mergeValues, type Values } from '../../chart/index.ts';
import type { Cluster, KubeObject } from '../../cluster/index.ts';
import type { ReleaseIdentity } from '../../release/index.ts';
import type { WatchOptions } from '../watches/index.ts';
import { awaitDependencies } from './depends-on.ts';
import { generateSecrets } from './generate.ts';
import { readInputs } from './inputs.ts';
import { ensureNamespace } from './namespace.ts';
import type { Sources } from './sources.ts';
import { readValues } from './values-from.ts';

/** What these options come to for one resource at one moment. */
export interface Gathered {
  /** To lie below the resource's spec. */
  readonly values: Values;
  /** To be laid over the values for rendering, and never recorded. */
  readonly data: Values;
  /** In words: `Postgres demo/db to be ready`. When not empty, there is nothing to render with. */
  readonly waitingFor: readonly string[];
  /** What the resource asks for and cannot get, in words. */
  readonly warnings: readonly string[];
}

type SourceOption = 'valuesFrom' | 'inputs' | 'dependsOn' | 'generate' | 'createNamespace' | 'removeAfter';

export interface SourceOptions {
  readonly watch: Pick<WatchOptions, SourceOption>;
  /** The data of the options' templates. */
  readonly resource: KubeObject;
  readonly identity: ReleaseIdentity;
  readonly owner: string;
  readonly sources: Sources;
  /** Writes generated Secrets, and the namespace. */
  readonly cluster: Cluster;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

const nothing: Gathered = { values: {}, data: {}, waitingFor: [], warnings: [] };

/**
 * @throws CapstanError VALUES_INVALID (content of a source), SPEC_INVALID (a text of an option), OBJECT_OWNED (a
 * generated Secret's name), FORBIDDEN and others of the API server
 */
export async function gatherSources(options: SourceOptions): Promise<Gathered> {
  const { watch, sources, owner } = options;
  const lists = [watch.valuesFrom, watch.inputs, watch.dependsOn, watch.generate];
  if (lists.every(({ length }) => length === 0) && !watch.createNamespace) return nothing;
  sources.begin(owner);
  const read = [readValues(options), readInputs(options), awaitDependencies(options), ensureNamespace(options)];
  const found = (await Promise.all(read)).reduce(joined);
  if (found.waitingFor.length > 0) return found; // it goes on once they are there: what was watched for it stays watched
  const all = joined(found, await generateSecrets(options));
  sources.settle(owner);
  return all;
}

function joined(a: Gathered, b: Gathered): Gathered {
  return {
    values: mergeValues(a.values, b.values),
    data: mergeValues(a.data, b.data),
    waitingFor: [...a.waitingFor, ...b.waitingFor],
    warnings: [...a.warnings, ...b.warnings],
  };
}
