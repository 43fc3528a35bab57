/** One HTTP request to the API server, as data. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the server's root, segments already encoded: `/api/v1/namespaces/demo/configmaps`. */
  readonly path: string;
  /** undefined leaves a parameter out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** Sending it twice does no harm even if the first one was carried out. Default: GET and DELETE are, the rest is not. */
  readonly idempotent?: boolean;
  /** As whom, when not as the connection's own user. */
  readonly as?: Impersonation;
  /** Asked right before anything but a GET is sent, retries included: no ends it with LEASE_LOST. */
  readonly mayWrite?: () => boolean;
  /** Streams only: milliseconds of silence after which the connection counts as dead. 0 (the default) waits for ever. */
  readonly idleTimeoutMs?: number;
}

/** Somebody to act as. Without groups a ServiceAccount has its own, which the API server knows. */
export interface Impersonation {
  readonly user: string;
  readonly groups: readonly string[];
}

export function urlOf(request: ApiRequest): string {
  const pairs = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  );
  return pairs.length === 0 ? request.path : `${request.path}?${pairs.join('&')}`;
}

export function isIdempotent(request: ApiRequest): boolean {
  return request.idempotent ?? (request.method === 'GET' || request.method === 'DELETE');
}

/** What a request means in RBAC's words, read from its URL as kube-apiserver's RequestInfoFactory does. */
export interface RequestInfo {
  readonly verb: string;
  readonly group: string;
  /** With the subresource: `statefulsets/status`; '' for URLs that are no resource, such as /version. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

export function describeRequest(request: ApiRequest): RequestInfo {
  const parts = request.path.split('/').filter(Boolean).map(decodeURIComponent);
  const group = parts[0] === 'apis' ? (parts[1] ?? '') : '';
  const rest = parts[0] === 'apis' ? parts.slice(3) : parts[0] === 'api' ? parts.slice(2) : [];
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2;
  const [plural = '', name = '', subresource] = inNamespace ? rest.slice(2) : rest;
  const namespace = inNamespace || plural === 'namespaces' ? (rest[1] ?? '') : '';
  const resource = subresource === undefined ? plural : `${plural}/${subresource}`;
  return { verb: verbOf(request, name !== ''), group, resource, namespace, name };
}

function verbOf(request: ApiRequest, named: boolean): string {
  switch (request.method) {
    case 'GET':
      if (named) return 'get';
      return String(request.query?.['watch'] ?? '') === 'true' ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
  }
}
