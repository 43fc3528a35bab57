import { readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestCluster } from './cluster.ts';

/** One request as kube-apiserver logged it. Watches are there from their start on, everything else from its end on. */
export interface AuditEvent {
  readonly userAgent: string;
  readonly user: string;
  /** get, list, watch, create, update, patch, delete, deletecollection; or the HTTP method in lower case for plain URLs. */
  readonly verb: string;
  readonly group: string;
  /** Plural, '' for plain URLs such as /version. */
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly uri: string;
  /** HTTP status. */
  readonly code: number;
  readonly timeMs: number;
}

/** How long the log was at a mark: nothing before that place came later. */
const lengths = new Map<number, number>();

/** Now, in ms: what comes in later is news. A request is logged at its end, so one that came in before may be logged after. */
export function auditMark(test: TestCluster): number {
  const now = Date.now();
  if (!lengths.has(now)) lengths.set(now, statSync(test.auditLog).size);
  return now;
}

/** What was asked of the API server since the mark; the control plane's own requests are not logged. */
export function auditEvents(test: TestCluster, since = 0): AuditEvent[] {
  return readFileSync(test.auditLog)
    .subarray(lengths.get(since) ?? 0)
    .toString()
    .split('\n')
    .slice(0, -1) // the last piece is '' or a line that is still being written
    .map((line) => JSON.parse(line) as RawEvent)
    .filter(({ verb, stage }) => (verb === 'watch') === (stage === 'ResponseStarted'))
    .map(readEvent)
    .filter(({ timeMs }) => timeMs >= since);
}

/**
 * Waits for a while in which nothing of it is asked: what a status says may be true before the last request is sent. Then
 * what is asked afterwards has another reason.
 * @returns a mark at its end
 */
export async function untilQuiet(
  test: TestCluster,
  counts: (event: AuditEvent) => boolean,
  { forMs = 1_000, timeoutMs = 120_000 }: { readonly forMs?: number; readonly timeoutMs?: number } = {},
): Promise<number> {
  for (const deadline = Date.now() + timeoutMs; ; ) {
    const mark = auditMark(test);
    await sleep(forMs);
    const [first] = auditEvents(test, mark).filter(counts);
    if (first === undefined) return auditMark(test);
    if (Date.now() > deadline) throw new Error(`there is no rest: ${first.userAgent} ${first.verb} ${first.uri}`);
  }
}

interface RawEvent {
  readonly stage: string;
  readonly verb: string;
  readonly userAgent?: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
  readonly responseStatus?: { readonly code?: number };
  readonly requestReceivedTimestamp: string;
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
}

function readEvent(raw: RawEvent): AuditEvent {
  return {
    userAgent: raw.userAgent ?? '',
    user: raw.user.username,
    verb: raw.verb,
    group: raw.objectRef?.apiGroup ?? '',
    resource: raw.objectRef?.resource ?? '',
    subresource: raw.objectRef?.subresource ?? '',
    namespace: raw.objectRef?.namespace ?? '',
    name: raw.objectRef?.name ?? '',
    uri: raw.requestURI,
    code: raw.responseStatus?.code ?? 0,
    timeMs: Date.parse(raw.requestReceivedTimestamp),
  };
}
