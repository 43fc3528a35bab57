import { formatRef, keyOf, type ObjectRef } from '../cluster/index.ts';
import { isAbort, messageOf } from '../errors/index.ts';
import { type DriftedObject, deployedOf, inspectDrift } from '../release/index.ts';
import type { Pass } from './pass.ts';
import { contextOf, noInputs } from './release-context.ts';
import { announce } from './tell.ts';

/** What was told of objects that differ: one is looked at again only when it has changed since. */
export class DriftWarnings {
  /** By owner, then by object; what was seen of it, and whether that is any drift. */
  readonly #told = new Map<string, Map<string, { readonly seen: string; readonly differs: boolean }>>();

  /** undefined: not told yet, or not as it is now. */
  differs(owner: string, ref: ObjectRef, seen: string): boolean | undefined {
    const told = this.#told.get(owner)?.get(keyOf(ref));
    return told?.seen === seen ? told.differs : undefined;
  }

  tell(owner: string, ref: ObjectRef, seen: string, differs: boolean): void {
    const all = this.#told.get(owner) ?? new Map();
    this.#told.set(owner, all.set(keyOf(ref), { seen, differs }));
  }

  /** Keeps only what still differs. */
  retain(owner: string, drift: readonly ObjectRef[]): void {
    const keys = new Set(drift.map(keyOf));
    for (const key of this.#told.get(owner)?.keys() ?? []) if (!keys.has(key)) this.#told.get(owner)?.delete(key);
  }

  forget(owner: string): void {
    this.#told.delete(owner);
  }
}

/** What differs and is left alone, in words for the condition; an event tells it once, with the fields. */
export async function warnOfDrift(pass: Pass, drift: readonly ObjectRef[]): Promise<readonly string[]> {
  const { driftWarnings } = pass.the;
  driftWarnings.retain(pass.owner, drift);
  const news = drift.filter((ref) => driftWarnings.differs(pass.owner, ref, seenOf(pass, ref)) === undefined);
  if (news.length > 0) await look(pass, news);
  return drift
    .filter((ref) => driftWarnings.differs(pass.owner, ref, seenOf(pass, ref)) !== false)
    .map((ref) => `${formatRef(ref)} ${pass.sight.find(ref) === 'absent' ? 'is missing' : 'differs'}`);
}

async function look(pass: Pass, news: readonly ObjectRef[]): Promise<void> {
  const { history, owner, run, log, the } = pass;
  let found: readonly DriftedObject[];
  try {
    const digest = deployedOf(history)?.digest ?? '';
    found = await inspectDrift(news, contextOf(pass, { ...noInputs, digest }), run.signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    log.warn('Drift could not be looked at', { reason: messageOf(error) });
    return;
  }
  const differing = new Map(found.map((object) => [keyOf(object.ref), object]));
  for (const ref of news) {
    const object = differing.get(keyOf(ref));
    the.driftWarnings.tell(owner, ref, seenOf(pass, ref), object !== undefined);
    if (!object) continue;
    const message = `${formatRef(ref)} differs: ${object.differences.join(', ')}`;
    log.info('Drift', { object: formatRef(ref), differences: object.differences });
    announce(pass, { type: 'Warning', reason: 'DriftDetected', message });
  }
}

/** A word that is another one once the object has changed in what is ours. */
function seenOf({ sight }: Pass, ref: ObjectRef): string {
  const live = sight.find(ref);
  return typeof live === 'object' ? `${live.uid} ${live.applied}` : live;
}
