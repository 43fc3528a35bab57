import { createHash } from 'node:crypto';
import { CapstanError } from '../../errors/index.ts';
import { quote as quoteText, stringifyYaml } from '../../yaml/index.ts';
import { compareText } from '../go/index.ts';

/** What every template may call, besides `include`, which belongs to the set it is compiled in. */
export const functions = {
  yaml(value: unknown, blanks = 0): string {
    if (value === undefined) throw failed('yaml() was given undefined');
    return indent(stringifyYaml(value), blanks);
  },
  indent: (text: unknown, blanks: number): string => indent(toText('indent', text), blanks),
  nindent: (text: unknown, blanks: number): string => `\n${indent(toText('nindent', text), blanks)}`,
  required<T>(value: T, message: string): T {
    if (value === undefined || value === null || value === '') throw failed(String(message));
    return value;
  },
  fail(message: string): never {
    throw failed(String(message));
  },
  b64enc: (value: unknown): string => toBytes('b64enc', value).toString('base64'),
  b64dec: (value: unknown): string => Buffer.from(toText('b64dec', value), 'base64').toString('utf8'),
  sha256sum: (value: unknown): string => createHash('sha256').update(toBytes('sha256sum', value)).digest('hex'),
  toJson(value: unknown): string {
    const text = JSON.stringify(value);
    if (text === undefined) throw failed(`toJson() was given ${typeof value}`);
    return text;
  },
  quote: (value: unknown): string => quoteText(toText('quote', value)),
  sorted: (value: unknown): unknown => sorted(value),
} as const;

/** A failure without a place yet: the frame it passes through adds its own. */
function failed(message: string): CapstanError {
  return new CapstanError('TEMPLATE_FAILED', message);
}

function indent(text: string, blanks: number): string {
  if (blanks === 0) return text;
  const lead = ' '.repeat(blanks);
  return text.replace(/^(?=[^\n])/gm, lead);
}

/** A copy whose tables have their keys in the order of their code points, all the way down. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function toText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  throw failed(`${name}() takes text, and was given ${describe(value)}`);
}

function toBytes(name: string, value: unknown): Buffer {
  return ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(toText(name, value));
}

/** A value as an error may name it: never its content. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : 'not a number';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
