import type { Place } from '../../errors/index.ts';
import type { TemplateSource } from '../engine.ts';

/** Line and column, from 1, of an offset in a template's text. */
export function placeOf(
  source: TemplateSource,
  offset: number,
): Place & { readonly line: number; readonly column: number } {
  const before = source.text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { file: source.name, text: source.text, line: before.split('\n').length, column: offset - lineStart + 1 };
}
