/** coordination.k8s.io/v1 LeaseSpec. */
export interface LeaseSpec {
  readonly holderIdentity?: string | null;
  readonly leaseDurationSeconds?: number | null;
  readonly acquireTime?: string | null;
  readonly renewTime?: string | null;
  readonly leaseTransitions?: number | null;
}

/** The spec that makes `identity` the holder, or keeps it so. Times are the holder's wall clock, for people to read. */
export function claimed(seen: LeaseSpec | undefined, identity: string, durationMs: number, nowMs: number): LeaseSpec {
  const isRenewal = seen?.holderIdentity === identity;
  const transitions = seen?.leaseTransitions ?? 0;
  return {
    holderIdentity: identity,
    leaseDurationSeconds: Math.max(1, Math.ceil(durationMs / 1000)),
    acquireTime: isRenewal ? (seen.acquireTime ?? microTime(nowMs)) : microTime(nowMs),
    renewTime: microTime(nowMs),
    leaseTransitions: isRenewal || seen === undefined ? transitions : transitions + 1,
  };
}

/** client-go's release: nobody holds it, and the one second makes even those who only count time take it soon. */
export function released(seen: LeaseSpec, nowMs: number): LeaseSpec {
  const now = microTime(nowMs);
  return {
    holderIdentity: '',
    leaseDurationSeconds: 1,
    acquireTime: now,
    renewTime: now,
    leaseTransitions: seen.leaseTransitions ?? 0,
  };
}

/**
 * True when the lease is another's and has not run out. `unchangedForMs` is how long we have seen it unchanged by our own
 * clock: the holder's clock may be wrong, so its renewTime decides nothing.
 */
export function isHeldByOther(seen: LeaseSpec, identity: string, unchangedForMs: number): boolean {
  if (!seen.holderIdentity || seen.holderIdentity === identity) return false;
  return unchangedForMs < (seen.leaseDurationSeconds ?? 0) * 1000;
}

/** meta/v1 MicroTime: six digits of a second. */
export function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
