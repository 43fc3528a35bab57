import { CapstanError } from '../errors/index.ts';
import type { KubeObject } from './object.ts';

/** metav1.WatchEvent without ERROR, which is thrown. A BOOKMARK's object has nothing but a resourceVersion. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: KubeObject;
}

/**
 * @throws CapstanError WATCH_EXPIRED for an ERROR event that says so, API_ERROR for every other one and for a line that is
 * no watch event. The line itself never gets into a message: it may be a Secret.
 */
export function parseWatchEvent(line: string): WatchEvent {
  const { type, object } = parseObject(line);
  if (!isRecord(object)) throw broken('an event without an object');
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK':
      if (!isRecord(object['metadata']) || typeof object['metadata']['resourceVersion'] !== 'string') {
        throw broken(`an event ${type} without a resourceVersion`);
      }
      return { type, object: object as unknown as KubeObject };
    case 'ERROR':
      throw errorOf(object);
    default:
      throw broken('an event of an unknown type');
  }
}

function parseObject(line: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    // The parser's own message quotes the text.
    throw broken('a line that is not JSON');
  }
  if (!isRecord(parsed)) throw broken('a line that is not an event');
  return parsed;
}

/** `object` is a metav1.Status. */
function errorOf(object: Record<string, unknown>): CapstanError {
  const status = typeof object['code'] === 'number' ? object['code'] : 500;
  const words = typeof object['message'] === 'string' ? object['message'] : 'no reason given';
  // kube-apiserver says 410 with reason Expired ("too old resource version") or Gone.
  const isExpired = status === 410 || object['reason'] === 'Expired' || object['reason'] === 'Gone';
  return new CapstanError(isExpired ? 'WATCH_EXPIRED' : 'API_ERROR', words, { status });
}

function broken(what: string): CapstanError {
  return new CapstanError('API_ERROR', `the watch sent ${what}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
