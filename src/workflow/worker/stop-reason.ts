/** Why a task is ended before its time: `signal.reason` of its AbortSignal. */
export type StopReason =
  | { readonly why: 'cancelled'; readonly by: string }
  /** The worker stops, and the task had the time to end that it is given. */
  | { readonly why: 'stopped' };

/** For the task's status message. */
export function wordsOf(signal: AbortSignal): string {
  const reason = signal.reason as StopReason;
  return reason.why === 'cancelled' ? `cancelled by ${reason.by}` : 'the worker was stopped';
}
