import { isAbort, isCapstanError } from '../errors/index.ts';

const passingStatuses: ReadonlySet<number | undefined> = new Set([429, 502, 503, 504]);

/** A failure that says nothing about the release: the API server is out of reach, or takes nothing more into the namespace. */
export function isTransient(error: unknown): boolean {
  return (
    isCapstanError(error, 'CONNECTION_FAILED', 'UNAUTHORIZED', 'NAMESPACE_TERMINATING') ||
    (isCapstanError(error) && passingStatuses.has(error.status))
  );
}

/** What a later attempt simply goes on with. A conflict means that somebody else acts: it is not for us to clear away. */
export function isResumable(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || isAbort(error) || isTransient(error) || isCapstanError(error, 'CONFLICT');
}
