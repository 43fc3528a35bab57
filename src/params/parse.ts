import { CapstanError } from '../errors/index.ts';

/** In the order in which the keys were first said. */
export type Params = Readonly<Record<string, string>>;

/** In bytes. An environment variable of Linux holds 128 KiB, its name included. */
const maxLength = 64 * 1024;
const keyForm = /^[A-Za-z_][\w./-]*$/;

/**
 * Reads `k=v[,k=v…]`. A key said twice has its last value. An empty text has no parameters.
 * @throws CapstanError PARAMS_INVALID
 */
export function parseParams(text: string): Params {
  const length = new TextEncoder().encode(text).length;
  if (length > maxLength) throw invalid(`they are ${length} bytes long, at most ${maxLength} are taken`);
  return readParams(text);
}

/**
 * The same of a text that was put together of several: no process is given it, and it may be as long as it is.
 * @throws CapstanError PARAMS_INVALID
 */
export function readParams(text: string): Params {
  if (text.includes('\0')) throw invalid('a NUL character can be in no value');
  if (text.trim() === '') return {};
  return asRecord(splitPairs(text).map((pair, index) => parsePair(pair, index + 1)));
}

/** `base` with the values of `over` in place of its own; new keys come last. */
export function mergeParams(base: Params, over: Params): Params {
  return asRecord([...Object.entries(base), ...Object.entries(over)]);
}

function asRecord(pairs: readonly (readonly [string, string])[]): Params {
  const params: Record<string, string> = Object.create(null);
  for (const [key, value] of pairs) params[key] = value;
  return params;
}

/** A comma parts two pairs unless an odd number of backslashes stands before it; a pair of backslashes before a comma is one. */
function splitPairs(text: string): string[] {
  const pairs: string[] = [];
  let pair = '';
  let from = 0;
  for (const { 0: run, index } of text.matchAll(/\\*,/g)) {
    const backslashes = run.length - 1;
    pair += text.slice(from, index) + '\\'.repeat(backslashes >> 1);
    from = index + run.length;
    if (backslashes % 2 === 1) {
      pair += ',';
    } else {
      pairs.push(pair);
      pair = '';
    }
  }
  return [...pairs, pair + text.slice(from)];
}

function parsePair(pair: string, position: number): readonly [string, string] {
  const at = pair.indexOf('=');
  if (pair.trim() === '') throw invalid(`parameter ${position} is empty`);
  if (at < 0) throw invalid(`parameter ${position} has no \`=\``);
  const key = pair.slice(0, at).trim();
  if (key === '') throw invalid(`parameter ${position} has no key before its \`=\``);
  if (!keyForm.test(key)) throw invalid(`the key of parameter ${position}, \`${key.slice(0, 60)}\`, is not allowed`);
  return [key, pair.slice(at + 1)];
}

/** The reason names keys and positions, never a value: that may be a password. */
function invalid(reason: string): CapstanError {
  return new CapstanError('PARAMS_INVALID', `the parameters cannot be read: ${reason}`);
}
