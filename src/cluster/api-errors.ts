import { CapstanError, type ErrorCode } from '../errors/index.ts';
import { type ApiRequest, describeRequest, type RequestInfo } from './request.ts';

/** An answer of status >= 400, read to its end. */
export interface FailedAnswer {
  readonly status: number;
  /** Parsed where it is JSON, text otherwise. */
  readonly body: unknown;
  /** The Retry-After header. */
  readonly retryAfter: string | undefined;
}

/** The parts of meta/v1 Status that are read here. */
interface Status {
  readonly kind: 'Status';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly kind?: string;
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
  };
}

/** The server's own words under a code of the catalogue. */
export function apiErrorOf(request: ApiRequest, answer: FailedAnswer): CapstanError {
  const status = statusOf(answer.body);
  const info = describeRequest(request);
  const fixed = immutableFields(status);
  const code = isUnknownResource(request, answer)
    ? 'KIND_UNKNOWN'
    : fixed.length > 0
      ? 'IMMUTABLE_FIELD'
      : codeOf(answer.status, status);
  const hint = hintOf(code, info, status);
  const retryAfterMs = parseRetryAfter(answer.retryAfter, Date.now());
  const words = fixed.length > 0 ? immutableWords(info, status, fixed) : wordsOf(code, info, request, answer);
  return new CapstanError(code, words, {
    status: answer.status,
    ...(hint === undefined ? {} : { hint }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Retry-After as seconds or as an HTTP date, in milliseconds from `now`. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/**
 * A 404 that speaks of the resource, not of an object: no such group, version or plural is served (any more).
 * A missing object's Status always names it; kube-apiserver answers an unknown URL with a text or with empty details.
 */
function isUnknownResource(request: ApiRequest, answer: FailedAnswer): boolean {
  return answer.status === 404 && /^\/apis?\//.test(request.path) && !statusOf(answer.body)?.details?.name;
}

function codeOf(httpStatus: number, status: Status | undefined): ErrorCode {
  switch (httpStatus) {
    case 400:
    case 422:
      return 'OBJECT_INVALID';
    case 401:
      return 'UNAUTHORIZED';
    case 403:
      return isTerminating(status) ? 'NAMESPACE_TERMINATING' : 'FORBIDDEN';
    case 404:
      return 'NOT_FOUND';
    case 409:
      if (isTerminating(status)) return 'NAMESPACE_TERMINATING';
      return status?.reason === 'AlreadyExists' ? 'ALREADY_EXISTS' : 'CONFLICT';
    case 410:
      return 'WATCH_EXPIRED';
    default:
      return 'API_ERROR';
  }
}

function isTerminating(status: Status | undefined): boolean {
  return status?.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false;
}

// What kube-apiserver's validations say of fields that only a new object can have; each kind has words of its own.
const immutable =
  /immutable|may not (?:be )?change(?:d|\b)|updates? to .+ (?:is|are) forbidden|cannot change roleRef|fields other than/i;

/** `FIELD: WORDS` of the fields whose change is refused: the server's, but for values, which it quotes at length. */
function immutableFields(status: Status | undefined): readonly string[] {
  if (status?.reason !== 'Invalid') return [];
  const fixed = (status.details?.causes ?? []).flatMap(({ field = '', message = '' }) => {
    const [line = ''] = message.split('\n');
    const words = line.startsWith('Forbidden: ') ? line : (line.split(': ').at(-1) ?? '');
    return immutable.test(words) ? [`${field}: ${words}`] : [];
  });
  return [...new Set(fixed)];
}

/** `StatefulSet.apps "db" is invalid: spec: Forbidden: updates to …`: as the server says it. */
function immutableWords(info: RequestInfo, status: Status | undefined, fixed: readonly string[]): string {
  const [, object] = /^(.*?"[^"]*") is invalid: /.exec(status?.message ?? '') ?? [];
  const { kind = info.resource, name = info.name } = status?.details ?? {};
  return `${object ?? `${kind} "${name}"`} is invalid: ${fixed.join('; ')}`;
}

function wordsOf(code: ErrorCode, info: RequestInfo, request: ApiRequest, answer: FailedAnswer): string {
  if (code === 'KIND_UNKNOWN')
    return `the API server does not serve ${qualified(info.resource, info.group)} at ${request.path}`;
  const message = statusOf(answer.body)?.message;
  if (message) return message;
  const text = typeof answer.body === 'string' ? answer.body.trim().slice(0, 200) : '';
  return `${request.method} ${request.path} was answered with HTTP ${answer.status}${text === '' ? '' : `: ${text}`}`;
}

function hintOf(code: ErrorCode, info: RequestInfo, status: Status | undefined): string | undefined {
  switch (code) {
    case 'FORBIDDEN':
      return forbiddenHint(info, status?.message ?? '');
    case 'NAMESPACE_TERMINATING':
      return `wait until namespace ${info.namespace} is gone, then create it again`;
    case 'NOT_FOUND':
      return status?.details?.kind === 'namespaces' && info.resource !== 'namespaces'
        ? `create the namespace: kubectl create namespace ${status.details.name}`
        : undefined;
    case 'UNAUTHORIZED':
      return 'renew the credentials of the kubeconfig, or of the service account';
    case 'CONFLICT':
      return status?.details?.causes?.some((cause) => cause.reason === 'FieldManagerConflict')
        ? 'another field manager owns these fields: leave them out, or apply with force'
        : undefined;
    default:
      return undefined;
  }
}

// kube-apiserver, responsewriters.forbiddenMessage. The verb is taken from here when it can be: a server-side apply of an absent object is refused as `create`.
const refusedByRbac =
  /User "(.*?)" cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)"| at the cluster scope)/;

function forbiddenHint(info: RequestInfo, message: string): string {
  const [, user, verb, resource, group, namespace] = refusedByRbac.exec(message) ?? [];
  if (user !== undefined && verb !== undefined && resource !== undefined) {
    const role = namespace === undefined ? 'ClusterRole' : 'Role';
    return `allow verb ${verb} on ${qualified(resource, group ?? '')} ${placeWords(namespace ?? '')} in a ${role} bound to ${user}`;
  }
  if (info.resource === '') return `allow ${info.verb} on this URL in a ClusterRole (nonResourceURLs)`;
  return `${info.verb} on ${qualified(info.resource, info.group)} ${placeWords(info.namespace)} was refused by admission, quota or a proxy, not by a missing role`;
}

function placeWords(namespace: string): string {
  return namespace === '' ? 'at the cluster scope' : `in namespace ${namespace}`;
}

/** `statefulsets.apps`, `statefulsets.apps/status`: as kubectl auth can-i writes it. */
function qualified(resource: string, group: string): string {
  if (group === '') return resource;
  const [plural, ...subresource] = resource.split('/');
  return [`${plural}.${group}`, ...subresource].join('/');
}

function statusOf(body: unknown): Status | undefined {
  return typeof body === 'object' && body !== null && (body as { kind?: unknown }).kind === 'Status'
    ? (body as Status)
    : undefined;
}
