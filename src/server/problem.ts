import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { CapstanError, catalogue, type ErrorCode, isAbort, isCapstanError } from '../errors/index.ts';

/** RFC 9457. `code` is one of docs/reference/errors.md. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly hint?: string;
  /** Which fields of a request are wrong. */
  readonly errors?: readonly FieldError[];
}

export interface FieldError {
  /** `body.params`, `query.limit`. */
  readonly path: string;
  readonly message: string;
}

const problemType = 'application/problem+json';

/** What is told of any thrown thing. What is no CapstanError is a bug: its words stay in the log. */
export function problemOf(error: unknown): Problem {
  if (isCapstanError(error, 'STORE_UNREACHABLE')) {
    return describe(error.code, 503, 'the database does not answer'); // where it is stands in the log
  }
  if (error instanceof CapstanError) {
    return describe(error.code, statusOf(error.code), error.message, error.hint);
  }
  if (error instanceof HTTPException) return describeException(error);
  if (isUnstorable(error)) return describe('REQUEST_MALFORMED', 400, 'a value cannot be stored, or is out of range');
  if (isAbort(error)) return describe('INTERNAL', 503, 'the server stops');
  return describe('INTERNAL', 500, 'the server failed; its log says more', null);
}

/** PostgreSQL's errors for a text with a NUL or half a character, and for a number out of range: what a schema let through. */
const unstorable: ReadonlySet<unknown> = new Set(['22003', '22008', '22021', '22P02', '22P05']);

function isUnstorable(error: unknown): boolean {
  return error instanceof Error && unstorable.has((error as { code?: unknown }).code);
}

/** The fields that a schema rejects. */
export function problemOfFields(errors: readonly FieldError[]): Problem {
  const detail = [...new Set(errors.map(({ path, message }) => `${path}: ${message}`))].join('; ');
  return { ...describe('REQUEST_MALFORMED', 400, detail), errors };
}

export function answerProblem(c: Context, problem: Problem, headers: Record<string, string> = {}): Response {
  return c.body(JSON.stringify(problem), problem.status as 400, {
    'content-type': problemType,
    ...(problem.status === 401 ? { 'www-authenticate': 'ApiKey realm="capstan", Bearer realm="capstan"' } : {}),
    ...headers,
  });
}

function describe(code: ErrorCode, status: number, detail: string, hint?: string | null): Problem {
  const { title, hint: usual } = catalogue[code] as { title: string; hint?: string };
  const told = hint === null ? undefined : (hint ?? usual);
  return {
    type: `/docs/errors#${code}`,
    title,
    status,
    detail,
    code,
    ...(told === undefined ? {} : { hint: told }),
  };
}

/** Hono's own: of a body that is no JSON, or of a type that a route does not take. */
function describeException({ status, message }: HTTPException): Problem {
  if (status === 415) {
    return describe('MEDIA_TYPE_UNSUITABLE', 415, 'the body has to be JSON, and Content-Type: application/json say so');
  }
  if (status === 413) return describe('BODY_TOO_LARGE', 413, message);
  if (status >= 500) return describe('INTERNAL', status, 'the server failed; its log says more', null);
  return describe('REQUEST_MALFORMED', status, message);
}

/** The status of a code; of those that are not here, an answer would be the server's own fault. */
const statuses: Partial<Record<ErrorCode, number>> = {
  REQUEST_MALFORMED: 400,
  SIGN_IN_NEEDED: 401,
  ACCESS_DENIED: 403,
  ROUTE_UNKNOWN: 404,
  METHOD_UNSUITABLE: 405,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUITABLE: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  TOO_MANY_REQUESTS: 429,
  // of the workflow tier
  PARAMS_INVALID: 400,
  PHASE_UNKNOWN: 400,
  SERVICE_INVALID: 400,
  STEP_INVALID: 400,
  USER_INVALID: 400,
  OFFERING_UNKNOWN: 404,
  USER_UNKNOWN: 404,
  ITEM_UNKNOWN: 404,
  LIMIT_REACHED: 409,
  NOT_DEPLOYED: 409,
  STATE_CONFLICT: 409,
  STORE_UNREACHABLE: 503,
  TOKEN_KEYS_UNREADABLE: 502,
  // of the cluster that is looked at
  RELEASE_NOT_FOUND: 404,
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  UNAUTHORIZED: 502,
  CONNECTION_FAILED: 502,
  CONNECTION_CONFIG: 502,
  API_ERROR: 502,
};

export function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 500;
}
