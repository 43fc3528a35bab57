import { CapstanError } from '../errors/index.ts';

const pieces = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|(\s+)|(['"\\])|([^\s'"\\]+)/g;

/**
 * The words of a command line, parted and quoted as a POSIX shell does it, and nothing more: `$`, `;` and `*` are characters
 * like any other, for no shell ever reads the line.
 * @param expand given every word with what stood in single quotes left out of it; default: none
 * @throws CapstanError PARAMS_INVALID when a quote is not closed
 */
export function splitWords(line: string, expand: (text: string) => string = (text) => text): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, single, double, escaped, blank, open, plain] of line.matchAll(pieces)) {
    if (open !== undefined) {
      const what = open === '\\' ? 'ends with a backslash' : `has a quote ${open} that is not closed`;
      throw new CapstanError('PARAMS_INVALID', `the command line ${what}`);
    }
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word = (word ?? '') + (single ?? quoted(double, expand) ?? unescaped(escaped) ?? expand(plain ?? ''));
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** Within double quotes a backslash escapes what would mean something there; before all else it stands for itself. */
function quoted(text: string | undefined, expand: (text: string) => string): string | undefined {
  if (text === undefined) return undefined;
  return text
    .split(/(\\[\s\S])/)
    .map((part) => (part.startsWith('\\') ? part.replace(/^\\(["\\$`])$/, '$1').replace(/^\\\n$/, '') : expand(part)))
    .join('');
}

/** A line that goes on with the next one. */
function unescaped(character: string | undefined): string | undefined {
  return character === '\n' ? '' : character;
}
