import { encodeScalar, isPlain, quote } from './quote.ts';

/**
 * JSON data as block-style YAML, keys in the order given, lists at the indent of their key. There is no newline at
 * its end, which the text goes on to need: a `|` block that ends it would else lose its own.
 * `undefined` is left out of mappings and is null in lists, as in JSON.
 */
export function stringifyYaml(value: unknown): string {
  const lines: string[] = [];
  write(lines, '', '', toJson(value));
  return lines.join('\n');
}

/** `head` is what stands before the value on its line, `indent` what stands before its further lines. */
function write(lines: string[], head: string, indent: string, value: unknown): void {
  if (Array.isArray(value)) {
    writeList(lines, head, indent, value);
  } else if (value !== null && typeof value === 'object') {
    writeMap(lines, head, indent, value);
  } else if (typeof value === 'string' && isLiteral(value)) {
    writeLiteral(lines, head, indent, value);
  } else {
    lines.push(head + encodeScalar(value as string | number | boolean | null));
  }
}

function writeMap(lines: string[], head: string, indent: string, map: object): void {
  let lead = head;
  for (const [key, value] of Object.entries(map)) {
    const entry = toJson(value);
    if (entry === undefined) continue;
    const name = `${lead}${isPlain(key) ? key : quote(key)}:`;
    if (isBlock(entry)) {
      lines.push(name);
      write(lines, Array.isArray(entry) ? indent : `${indent}  `, Array.isArray(entry) ? indent : `${indent}  `, entry);
    } else {
      write(lines, `${name} `, `${indent}  `, entry);
    }
    lead = indent;
  }
  if (lead === head && !hasEntries(map)) lines.push(`${head}{}`);
}

function writeList(lines: string[], head: string, indent: string, list: readonly unknown[]): void {
  if (list.length === 0) lines.push(`${head}[]`);
  list.forEach((item, index) => {
    write(lines, `${index === 0 ? head : indent}- `, `${indent}  `, toJson(item) ?? null);
  });
}

function isBlock(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && typeof value === 'object' && hasEntries(value);
}

function hasEntries(map: object): boolean {
  return Object.values(map).some((value) => toJson(value) !== undefined);
}

/** As JSON.stringify reads values: toJSON is asked, and what is no data is undefined. */
function toJson(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (value !== null && typeof value === 'object' && typeof (value as { toJSON?: unknown }).toJSON === 'function') {
    return (value as { toJSON(): unknown }).toJSON();
  }
  return value;
}

/**
 * A text that `|` can carry through every reader: no control characters, no line of blanks alone, no indent at its
 * start and at most one newline at its end, for more would be lost where a document is trimmed.
 */
function isLiteral(text: string): boolean {
  return (
    text.includes('\n', 1) &&
    !/^[\s#]|[^\P{C}\n\t]|[\u2028\u2029]|(?:^|\n)[ \t]+(?:\n|$)|\n\n$|\n-{3}|\n\.{3}/u.test(text)
  );
}

function writeLiteral(lines: string[], head: string, indent: string, text: string): void {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const inner = indent === '' ? '  ' : indent;
  lines.push(`${head}|${text.endsWith('\n') ? '' : '-'}`);
  for (const line of body.split('\n')) lines.push(line === '' ? '' : inner + line);
}
