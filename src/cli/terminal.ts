/** What may be printed to a stream. */
export interface OutputStream {
  readonly isTTY?: boolean;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** Colours only for a person at a terminal who did not ask for none (https://no-color.org). */
export function hasColor(stream: OutputStream, env: Env): boolean {
  return isTerminal(stream) && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/** Lines that rewrite themselves only where they are seen as such: not in a file, a pipe or a CI log. */
export function hasProgress(stream: OutputStream, env: Env): boolean {
  return isTerminal(stream) && !env['CI'] && env['TERM'] !== 'dumb';
}

export function isTerminal(stream: OutputStream): boolean {
  return stream.isTTY === true;
}
