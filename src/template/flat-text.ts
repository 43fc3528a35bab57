/** A text shorter than this is left in pieces. */
export const shortest = 256 * 1024;

/**
 * A text that grew by `+=` is a tree of its pieces, each of which costs 32 bytes: one of single characters would fill the
 * memory long before its own length does. V8 puts the pieces together when a character is asked for.
 */
export function flattened(text: string): string {
  looked = text.charCodeAt(0);
  return text;
}

/** Kept, so that the question is not optimised away. */
export let looked = 0;
