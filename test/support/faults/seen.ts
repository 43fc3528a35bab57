import type { IncomingMessage } from 'node:http';

export type Verb = 'list' | 'watch' | 'other';

export interface Seen {
  readonly verb: Verb;
  readonly method: string;
  readonly url: URL;
  readonly accept: string;
  /** It changes something of a release or a resource: events, leases and dry runs do not. */
  readonly isWrite: boolean;
}

export type Fault =
  /** An answer of the proxy's own: the API server never has the request. */
  | {
      readonly status: number;
      readonly body?: string;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Passed on, late. */
  | { readonly delayMs: number }
  | { readonly until: Promise<void> }
  /** Passed on; the answer's pieces are each late. */
  | { readonly slowMs: number }
  /** Passed on; the answer is cut off, in the middle of a line if need be. */
  | { readonly cutAfterBytes: number }
  /** No answer at all. */
  | 'hang'
  /** A reset before the API server has the request. */
  | 'reset'
  /** A reset instead of the answer: the request was carried out. */
  | 'lose';

/** Where in the life of a write its sender is struck: before the API server has it, or once it has been carried out. */
export type Moment = 'before' | 'after';

export interface Trap {
  /** Counted from 1, since the trap was set. */
  readonly write: number;
  readonly moment: Moment;
  /** Meant to kill the client, which therefore never hears of that write. */
  readonly strike: () => Promise<void>;
}

export function describe(incoming: IncomingMessage): Seen {
  const { method = 'GET', url: path = '/' } = incoming;
  const url = new URL(path, 'http://proxy');
  // After the version: `configmaps` or `namespaces/x/configmaps`.
  const isCollection = /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)(\/namespaces\/[^/]+)?\/[^/]+$/.test(url.pathname);
  const isRead = method === 'GET' && isCollection;
  const verb = !isRead ? 'other' : url.searchParams.get('watch') === 'true' ? 'watch' : 'list';
  const isWrite =
    method !== 'GET' &&
    method !== 'HEAD' &&
    !/\/(events|leases)\b/.test(url.pathname) &&
    !url.searchParams.has('dryRun');
  return { verb, method, url, accept: incoming.headers.accept ?? '', isWrite };
}
