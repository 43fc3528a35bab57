import { catalogue, type ErrorCode, type RetryRule } from './catalogue.ts';

/** Where in a text the cause stands. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The text of `file`, if at hand: the CLI prints the line with a caret. */
  readonly text?: string;
  /** Outer places, innermost first: "included from". */
  readonly via?: readonly { readonly file: string; readonly line?: number }[];
}

export interface ErrorDetails {
  readonly place?: Place;
  readonly hint?: string;
  readonly cause?: unknown;
  /** HTTP status, where an API server's answer is the cause. */
  readonly status?: number;
  /** Milliseconds the server asked to wait (Retry-After). */
  readonly retryAfterMs?: number;
}

/** The one error class: a code of the catalogue, words for a person, and what helps a program to go on. */
export class CapstanError extends Error {
  readonly code: ErrorCode;
  readonly place: Place | undefined;
  readonly hint: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'CapstanError';
    this.code = code;
    this.place = details.place;
    this.hint = details.hint ?? (catalogue[code] as { hint?: string }).hint;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }

  get retry(): RetryRule {
    return catalogue[this.code].retry;
  }
}

export function isCapstanError(error: unknown, ...codes: ErrorCode[]): error is CapstanError {
  return error instanceof CapstanError && (codes.length === 0 || codes.includes(error.code));
}

/** True for what an aborted AbortSignal throws: not a fault, the caller wanted to stop. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || (error as { code?: unknown }).code === 'ABORT_ERR');
}

/** The words of any thrown thing, for a condition or a log line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The words with the place in front, on one line: `templates/a.yaml.eta:3:7: …`. */
export function messageWithPlace(error: unknown): string {
  const message = messageOf(error);
  const place = error instanceof CapstanError ? error.place : undefined;
  return place ? `${formatPlace(place)}: ${message}` : message;
}

export function formatPlace(place: Pick<Place, 'file' | 'line' | 'column'>): string {
  return [place.file, place.line, place.line === undefined ? undefined : place.column]
    .filter((part) => part !== undefined)
    .join(':');
}
