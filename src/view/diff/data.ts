import { formatRef } from '../../cluster/index.ts';
import type { ObjectChange } from './compare.ts';
import { type Hunk, hunkHeader, hunkLines } from './unified.ts';

/** What becomes of one object, for a program. */
export interface ObjectChangeData {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly does: ObjectChange['does'];
  /** As `diff -u` writes it; none where there is nothing to compare. */
  readonly diff?: string;
  readonly error?: Refusal;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export function changeData(changes: readonly ObjectChange[]): ObjectChangeData[] {
  return changes.map((change) => {
    const { ref, does, hunks } = change;
    const error = refusalOf(change);
    return {
      group: ref.group,
      version: ref.version,
      kind: ref.kind,
      namespace: ref.namespace,
      name: ref.name,
      does,
      ...(hunks.length === 0 ? {} : { diff: diffText(hunks) }),
      ...(error === undefined ? {} : { error }),
    };
  });
}

export function diffText(hunks: readonly Hunk[]): string {
  return hunks.flatMap((hunk) => [hunkHeader(hunk), ...hunkLines(hunk)]).join('\n');
}

/** What the API server says of a Secret may quote what it holds. */
export function refusalOf({ ref, refusal }: ObjectChange): Refusal | undefined {
  if (!refusal) return undefined;
  const { code, hint } = refusal;
  const isSecret = ref.kind === 'Secret' && ref.group === '' && code === 'OBJECT_INVALID';
  const message = isSecret ? `${formatRef(ref)} is not valid` : refusal.message.trimEnd();
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
