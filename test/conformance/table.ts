import { readFileSync } from 'node:fs';

/** One expression of a table. */
export interface Row {
  readonly template: string;
  /** Its output differs each time: only failures are compared. */
  readonly isRandom?: boolean;
}

/**
 * Reads a table of expressions. Its lines:
 *   `# …`          a comment
 *   `@name = a ;; b`  arguments; `<name>` in a row stands for each of them, and several names for all combinations
 *   `: f <name>`   prints `{{ f a }}`
 *   `= f <name>`   prints the type, then the value
 *   `~ f <name>`   prints the type, then the value as JSON, which tells apart what prints alike
 *   `<<` … `>>`    a template of several lines
 *   any other      a template
 */
export function readTable(text: string, common: ReadonlyMap<string, readonly string[]> = new Map()): Row[] {
  const lists = new Map([...common, ...readLists(text)]);
  return readEntries(text).flatMap((entry) => expand(entry, lists).map((template) => ({ template: wrap(template) })));
}

export function readTableFile(path: string, common?: ReadonlyMap<string, readonly string[]>): Row[] {
  return readTable(readFileSync(path, 'utf8'), common);
}

export function readLists(text: string): Map<string, readonly string[]> {
  const lists = text.matchAll(/^@(\w+) = (.*)$/gm);
  return new Map([...lists].map(([, name = '', items = '']) => [name, items.split(' ;; ')]));
}

function readEntries(text: string): string[] {
  const entries: string[] = [];
  const lines = text.replace(/\n$/, '').split('\n');
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i]!;
    if (line === '' || line.startsWith('# ') || line.startsWith('@')) continue;
    if (line !== '<<') {
      entries.push(line);
      continue;
    }
    const end = lines.indexOf('>>', i);
    if (end < 0) throw new Error(`line ${i + 1}: << without >>`);
    entries.push(`${lines.slice(i + 1, end).join('\n')}\n`);
    i = end;
  }
  return entries;
}

/** Each occurrence of a list's name is a dimension of its own. */
function expand(entry: string, lists: ReadonlyMap<string, readonly string[]>): string[] {
  const [found] = entry.matchAll(/<(\w+)>/g).filter(([, name = '']) => lists.has(name));
  if (!found) return [entry];
  const [before, after] = [entry.slice(0, found.index), entry.slice(found.index + found[0].length)];
  const rests = expand(after, lists);
  return lists.get(found[1]!)!.flatMap((item) => rests.map((rest) => before + item + rest));
}

function wrap(entry: string): string {
  const body = entry.slice(2);
  if (entry.startsWith(': ')) return `{{ ${body} }}`;
  if (entry.startsWith('= ')) return `{{ $r := ${body} }}{{ printf "%T" $r }} {{ $r }}`;
  if (entry.startsWith('~ ')) return `{{ $r := ${body} }}{{ printf "%T" $r }} {{ toJson $r }}`;
  return entry;
}
