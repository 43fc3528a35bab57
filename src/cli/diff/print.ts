import { formatRef } from '../../cluster/index.ts';
import { type Paint, painter, type Session } from '../releases/index.ts';
import type { ObjectChange } from './compare.ts';
import { type Hunk, hunkHeader, hunkLines } from './unified.ts';

const words = {
  create: 'to be created',
  change: 'to be changed',
  recreate: 'to be deleted and made anew',
  delete: 'to be deleted',
  refused: 'refused by the API server',
} as const;
const tones = { create: 'green', change: 'yellow', recreate: 'red', delete: 'red', refused: 'red' } as const;

/** Each object that something would become of, with its lines. */
export function printChanges(changes: readonly ObjectChange[], { color }: Pick<Session, 'color'>): string {
  const paint = painter(color);
  return changes.map((change) => `${linesOf(change, paint).join('\n')}\n`).join('\n');
}

/** `2 to be created, 1 to be changed` */
export function sumUp(changes: readonly ObjectChange[]): string {
  return Object.entries(words)
    .map(([does, word]) => ({ count: changes.filter((change) => change.does === does).length, word }))
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${count} ${word}`)
    .join(', ');
}

/** The changes for a program. */
export function asData(changes: readonly ObjectChange[]): object[] {
  return changes.map((change) => {
    const { ref, does, hunks } = change;
    const error = errorOf(change);
    return {
      group: ref.group,
      version: ref.version,
      kind: ref.kind,
      namespace: ref.namespace,
      name: ref.name,
      does,
      ...(hunks.length === 0 ? {} : { diff: hunks.flatMap(textOf).join('\n') }),
      ...(error === undefined ? {} : { error }),
    };
  });
}

function linesOf(change: ObjectChange, paint: Paint): string[] {
  const { ref, does, hunks } = change;
  const error = errorOf(change);
  return [
    `${paint('bold', formatRef(ref))}  ${paint(tones[does], words[does])}`,
    ...(error ? [`  ${error.message}  ${paint('dim', error.code)}`] : []),
    ...(error?.hint ? [`  ${paint('cyan', 'hint')}: ${error.hint}`] : []),
    ...hunks.flatMap((hunk) => [
      paint('cyan', hunkHeader(hunk)),
      ...hunkLines(hunk).map((line) => paintLine(line, paint)),
    ]),
  ];
}

/** What the API server says of a Secret may quote what it holds. */
function errorOf({ ref, refusal }: ObjectChange) {
  if (!refusal) return undefined;
  const { code, hint } = refusal;
  const isSecret = ref.kind === 'Secret' && ref.group === '' && code === 'OBJECT_INVALID';
  const message = isSecret ? `${formatRef(ref)} is not valid` : refusal.message.trimEnd();
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

function textOf(hunk: Hunk): string[] {
  return [hunkHeader(hunk), ...hunkLines(hunk)];
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : line;
}
