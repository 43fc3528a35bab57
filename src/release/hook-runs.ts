import type { Hook } from '../render/index.ts';
import type { ReleaseRecord } from './record.ts';

/** When a hook ran last, and how that ended: Helm's HookExecution. */
export interface HookRun {
  /** RFC 3339. */
  readonly started_at: string;
  readonly completed_at: string;
  readonly phase: 'Succeeded' | 'Failed';
}

/** The hooks that one attempt ran. They are written down with the record's next write, which comes anyway. */
export type HookRuns = Map<string, HookRun>;

/** What hooks need to know of the attempt that they are part of. */
export interface Attempt {
  /** When it began, by the API server's clock (RFC 3339): a hook's object made later is this attempt's. */
  readonly since: string;
  readonly runs: HookRuns;
}

/** A hook by what a record keeps of it. */
export function hookKey({ source, object }: Hook): string {
  return keyFrom(object.kind, object.metadata.name, source);
}

/** The record with what its hooks did. */
export function withHookRuns(record: ReleaseRecord, runs: HookRuns): ReleaseRecord {
  if (runs.size === 0 || !record.hooks) return record;
  const hooks = record.hooks.map((hook) => {
    const run = runs.get(keyFrom(hook.kind, hook.name, hook.path));
    return run ? { ...hook, last_run: run } : hook;
  });
  return { ...record, hooks };
}

function keyFrom(kind: string, name: string, path: string): string {
  return `${kind} ${name} ${path}`;
}
