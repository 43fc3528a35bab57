import { parseQuantity } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';

/** A size as Kubernetes writes it, in whole bytes. @throws CapstanError USAGE */
export function bytesOf(quantity: string): number {
  const bytes = parseQuantity(quantity);
  if (bytes === undefined) throw new CapstanError('USAGE', `${quantity} is no size: write it as 5Gi`);
  return Math.ceil(bytes);
}

/** What the kubelet says of one volume of a pod, in bytes. */
export interface VolumeUse {
  readonly claim: string;
  readonly capacity: number;
  readonly available: number;
}

interface Growth {
  readonly claim: string;
  /** What the claim is to ask for, in bytes. */
  readonly bytes: number;
}

/**
 * The claims that are to grow: those with less than `margin` free that do not ask for more than they have already (that
 * growth is still under way). @param asked by claim, in bytes
 */
export function growthsOf(
  uses: readonly VolumeUse[],
  asked: ReadonlyMap<string, number>,
  margin: number,
  delta: number,
): readonly Growth[] {
  const found = new Map<string, Growth>();
  for (const { claim, capacity, available } of uses) {
    const asks = asked.get(claim);
    if (asks === undefined || available >= margin || asks > capacity) continue;
    found.set(claim, { claim, bytes: asks + delta });
  }
  return [...found.values()];
}
