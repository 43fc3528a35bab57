import { isCapstanError } from '../errors/index.ts';

/** A failure that says nothing about the release: the API server is out of reach, or takes nothing more into the namespace. */
export function isTransient(error: unknown): boolean {
  return isCapstanError(error, 'CONNECTION_FAILED', 'UNAUTHORIZED', 'NAMESPACE_TERMINATING');
}
