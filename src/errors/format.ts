import { styleText } from 'node:util';
import { CapstanError, formatPlace, messageOf, type Place } from './error.ts';

/** An error as a person reads it on a terminal: message and code, place, excerpt with a caret, hint. */
export function formatError(error: unknown, options: { readonly color: boolean }): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  if (!(error instanceof CapstanError)) return `${paint('red', 'error')}: ${messageOf(error)}`;
  const lines = [`${paint('red', 'error')}: ${error.message.trimEnd()}  ${paint('dim', error.code)}`];
  if (error.place) lines.push(...formatWhere(error.place), ...excerpt(error.place));
  if (error.hint) lines.push(`  ${paint('cyan', 'hint')}: ${error.hint}`);
  return lines.join('\n');
}

function formatWhere(place: Place): string[] {
  const via = (place.via ?? []).map((outer) => `, included from ${formatPlace(outer)}`).join('');
  return [`  at ${formatPlace(place)}${via}`];
}

function excerpt(place: Place): string[] {
  if (place.line === undefined || place.text === undefined) return [];
  const source = place.text.split('\n')[place.line - 1];
  if (source === undefined) return [];
  const gutter = String(place.line).padStart(7);
  const caret = place.column === undefined ? [] : [`${' '.repeat(gutter.length)} | ${' '.repeat(place.column - 1)}^`];
  return [`${gutter} | ${source}`, ...caret];
}
