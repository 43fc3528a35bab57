/** What a server says of a request that it refused, or that did not reach it. */
export class RequestError extends Error {
  /** 0 when nobody answered. */
  readonly status: number;
  readonly title: string;

  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.name = 'RequestError';
    this.status = status;
    this.title = title;
  }
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type Listener = () => void;

const whenSignedOut = new Set<Listener>();

/** Calls `listener` whenever the server no longer knows who asks. */
export function onSignedOut(listener: Listener): () => void {
  whenSignedOut.add(listener);
  return () => whenSignedOut.delete(listener);
}

/**
 * JSON from and to the server that the page came from.
 * @returns what the server answers; `undefined` for an answer without a body
 * @throws RequestError with the words of the server's problem (RFC 9457)
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const { method = 'GET', body, headers, signal } = options;
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json, application/problem+json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new RequestError(0, 'No answer', 'The server cannot be reached. It may be starting again.');
  });
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  const refused = await refusal(response);
  if (refused.status === 401 && !path.endsWith('/session')) for (const listener of whenSignedOut) listener();
  throw refused;
}

async function refusal(response: Response): Promise<RequestError> {
  const text = await response.text();
  try {
    const { title, detail } = JSON.parse(text) as { title?: string; detail?: string };
    return new RequestError(response.status, title ?? response.statusText, detail ?? title ?? response.statusText);
  } catch {
    return new RequestError(response.status, `HTTP ${response.status}`, text.slice(0, 300) || response.statusText);
  }
}
