import { formatFloat, formatTime, Int, isTime, Struct, timeOf, type Value } from '../../go/index.ts';

export function writeTomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : writeTomlString(key);
}

/** A string, number, boolean, time, or a struct that writes itself as a text. */
export function writeTomlScalar(value: Value): string {
  if (typeof value === 'number') return writeFloat(value);
  if (typeof value === 'string') return writeTomlString(value);
  if (value instanceof Int) return String(value.value);
  if (isTime(value)) return writeTime(value);
  if (value instanceof Struct) return writeTomlString(String(value.type.json?.(value)));
  return String(value);
}

function writeFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = formatFloat(value, 'g', -1);
  return /[e.]/.test(text) ? text : `${text}.0`;
}

function writeTomlString(text: string): string {
  return `"${text.replace(escaped, (character) => escapes[character] ?? unicodeEscape(character))}"`;
}

const escaped = /["\\]|[^\x20-\x7e\x80-\uffff]/g;
const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Zones of fromToml that tell what a time was written without, by their names. */
const localLayouts: Readonly<Record<string, string>> = {
  'datetime-local': '2006-01-02T15:04:05.999999999',
  'date-local': '2006-01-02',
  'time-local': '15:04:05.999999999',
};

function writeTime(value: Struct): string {
  const time = timeOf(value);
  return formatTime(time, localLayouts[time.zone.name] ?? '2006-01-02T15:04:05.999999999Z07:00');
}
