/** A part of a layout that stands for a part of a time. */
export interface LayoutElement {
  /** The literal text before it. */
  readonly prefix: string;
  /** As the layout has it: `2006`, `Jan`, `-07:00`, `,000`; '' where the layout ends. */
  readonly text: string;
  /** The text, but `.0` and `.9` for all fractions of a second. */
  readonly kind: string;
  /** How many digits a fraction has. */
  readonly digits: number;
}

/** A layout cut into its elements; the last has only a prefix. */
export function parseLayout(layout: string): readonly LayoutElement[] {
  const known = parsed.get(layout);
  if (known) return known;
  const elements: LayoutElement[] = [];
  for (let from = 0; ; ) {
    const [start, text] = findElement(layout, from);
    const isFraction = text.startsWith('.') || text.startsWith(',');
    const kind = isFraction ? `.${text.charAt(1)}` : text;
    elements.push({ prefix: layout.slice(from, start), text, kind, digits: isFraction ? text.length - 1 : 0 });
    if (text === '') break;
    from = start + text.length;
  }
  if (parsed.size < maxParsed) parsed.set(layout, elements);
  return elements;
}

const parsed = new Map<string, readonly LayoutElement[]>();
/** Charts have a handful of layouts; a template that makes them up must not fill the memory. */
const maxParsed = 1000;

/** Where each element may start, the longer before the shorter, in Go's order. */
const candidates: Readonly<Record<string, readonly string[]>> = {
  J: ['January', 'Jan'],
  M: ['Monday', 'Mon', 'MST'],
  '0': ['01', '02', '03', '04', '05', '06', '002'],
  '1': ['15', '1'],
  '2': ['2006', '2'],
  _: ['_2', '__2'],
  '3': ['3'],
  '4': ['4'],
  '5': ['5'],
  P: ['PM'],
  p: ['pm'],
  '-': ['-070000', '-07:00:00', '-0700', '-07:00', '-07'],
  Z: ['Z070000', 'Z07:00:00', 'Z0700', 'Z07:00', 'Z07'],
};

function findElement(layout: string, from: number): readonly [start: number, text: string] {
  for (let i = from; i < layout.length; i += 1) {
    const char = layout.charAt(i);
    if (char === '.' || char === ',') {
      const fraction = readFraction(layout, i);
      if (fraction) return [i, fraction];
      continue;
    }
    const text = candidates[char]?.find((candidate) => matchesAt(layout, i, candidate));
    // _2006 is a line and a year
    if (text === '_2' && layout.startsWith('2006', i + 1)) return [i + 1, '2006'];
    if (text) return [i, text];
  }
  return [layout.length, ''];
}

function matchesAt(layout: string, at: number, text: string): boolean {
  if (!layout.startsWith(text, at)) return false;
  // "Jan" and "Mon" are no part of a longer word
  if (text !== 'Jan' && text !== 'Mon') return true;
  const next = layout.charAt(at + text.length);
  return next < 'a' || next > 'z';
}

/** `.000` or `,999`, unless other digits follow. */
function readFraction(layout: string, at: number): string | undefined {
  const digit = layout.charAt(at + 1);
  if (digit !== '0' && digit !== '9') return undefined;
  let end = at + 2;
  while (layout.charAt(end) === digit) end += 1;
  const next = layout.charAt(end);
  return next >= '0' && next <= '9' ? undefined : layout.slice(at, end);
}
