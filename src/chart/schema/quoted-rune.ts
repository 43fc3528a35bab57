import { quote } from '../go-text.ts';

/** Go's %q of a rune: `'x'`. */
export function quotedRune(character: string): string {
  if (character === "'") return "'\\''";
  return character === '"' ? `'"'` : `'${quote(character).slice(1, -1)}'`;
}
