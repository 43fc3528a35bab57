import type { Fault } from '../support/faults/index.ts';

/** An answer as the API server writes it when it refuses. */
export function refusal(status: number, reason: string, headers: Readonly<Record<string, string>> = {}): Fault {
  const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code: status, message: 'made by a test' };
  return { status, body: JSON.stringify(body), headers };
}
