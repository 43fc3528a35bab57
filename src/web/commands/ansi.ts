export interface Piece {
  readonly text: string;
  /** Classes of the style sheet: a colour c0-c7, strong, faint. */
  readonly look: string;
}

const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);
/** Colours; what moves the cursor; titles of windows; the rest. Only of the first something is kept. */
const sequence = new RegExp(
  [`\\[([\\d;]*)m`, `\\[[\\d;?]*[A-Za-z]`, `\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)`, '[@-Z\\\\-_]']
    .map((form) => `${esc}${form}`)
    .join('|'),
  'g',
);

/** A line of output with the colours that a terminal would show; what moves a cursor is left out. */
export function readAnsi(line: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let colour = '';
  let weight = '';
  let from = 0;
  const put = (until: number) => {
    if (until > from) pieces.push({ text: line.slice(from, until), look: `${colour} ${weight}`.trim() });
  };
  for (const match of line.matchAll(sequence)) {
    put(match.index);
    from = match.index + match[0].length;
    for (const code of codesOf(match[1])) {
      if (code === 0) colour = weight = '';
      else if (code === 1) weight = 'strong';
      else if (code === 2) weight = 'faint';
      else if (code === 22) weight = '';
      else if (code === 39) colour = '';
      else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) colour = `c${code % 10}`;
    }
  }
  put(line.length);
  return pieces;
}

/** Colours beyond the eight (`38;5;N`, `48;2;R;G;B`) are shown as none. */
function codesOf(text: string | undefined): readonly number[] {
  if (text === undefined) return [];
  return text
    .replace(/\b([34])8;(?:5;\d+|2;\d+;\d+;\d+)/g, '$19')
    .split(';')
    .map(Number);
}
