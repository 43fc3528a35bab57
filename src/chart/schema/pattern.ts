import { compileRegex } from '../go-text.ts';
import type { Pattern } from './schema.ts';

/** What Go's regexp says of a text that is no expression. */
export class BadExpression extends Error {}

/** An expression of Go's syntax, in linear time whatever it is. @throws BadExpression */
export function compilePattern(text: string): Pattern {
  const compiled = compileRegex(text);
  if (typeof compiled === 'string') throw new BadExpression(compiled);
  return { text, matches: (subject) => compiled.match(subject) };
}
