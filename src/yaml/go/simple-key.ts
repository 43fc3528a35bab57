import type { Token } from './token.ts';

/** The start of a node that becomes a key if a colon follows on the same line, within 1024 characters. */
export interface SimpleKey {
  isPossible: boolean;
  /** It stands where only a key may: without a colon the text is wrong. */
  isRequired: boolean;
  /** The number of the token it starts with. */
  number: number;
  token: Token | undefined;
  pos: number;
  line: number;
  column: number;
}

export function newKey(): SimpleKey {
  return { isPossible: false, isRequired: false, number: 0, token: undefined, pos: 0, line: 0, column: 0 };
}

/** It is no key, or is one already. */
export function forget(key: SimpleKey): void {
  key.isPossible = false;
  if (key.token) key.token.keyLevel = -1;
  key.token = undefined;
}

/** Whether more than 1024 characters lie between. */
export function isFar(text: string, from: number, to: number): boolean {
  if (to - from <= 1024) return false;
  return to - from > 2048 || [...text.slice(from, to)].length > 1024;
}
