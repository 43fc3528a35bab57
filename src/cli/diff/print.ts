import { formatRef } from '../../cluster/index.ts';
import { hunkHeader, hunkLines, type ObjectChange, refusalOf } from '../../view/index.ts';
import { type Paint, painter, type Session } from '../releases/index.ts';

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

function linesOf(change: ObjectChange, paint: Paint): string[] {
  const { ref, does, hunks } = change;
  const error = refusalOf(change);
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

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : line;
}
