import { CapstanError, isCapstanError, messageOf } from '../../errors/index.ts';

const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'ECONNABORTED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOENT',
]);
/** PostgreSQL's classes of errors: connection (08), resources (53), stopped by an operator (57). */
const classes = /^(08|53|57)/;
const words =
  /connection (?:terminated|timeout|ended)|timeout exceeded|query read timeout|not queryable|client has encountered a connection error/i;

/** Whether the database is away, and not: refuses what it was asked. */
export function isAway(error: unknown): boolean {
  if (isCapstanError(error, 'STORE_UNREACHABLE')) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (codes.has(code) || (code.length === 5 && classes.test(code)))) return true;
  return words.test(error.message);
}

/** A driver's error as ours, if it says that the database is away; else the error itself. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof CapstanError || !isAway(error)) return error;
  return new CapstanError('STORE_UNREACHABLE', `the database does not answer: ${messageOf(error)}`, { cause: error });
}
