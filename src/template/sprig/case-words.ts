import { isUpper, toLower, toUpper } from './runes.ts';
import { isConnector, nextWord, type Word } from './word.ts';

/** xstrings.ToSnakeCase: `HTTP20xOK` is `http_20x_ok`. */
export function toSnakeCase(text: string): string {
  return toLowerWords(text, '_');
}

/** xstrings.ToKebabCase: `HTTP20xOK` is `http-20x-ok`. */
export function toKebabCase(text: string): string {
  return toLowerWords(text, '-');
}

function toLowerWords(text: string, connector: string): string {
  const runes = runesOf(text);
  const chars = [...text];
  let out = '';
  const write = (word: Word) => {
    const isChanged = word.type === 'upper' || word.type === 'connector';
    for (let i = word.start; i < word.end; i += 1) out += isChanged ? lowerOf(runes[i]!, connector) : chars[i];
  };
  const writeRun = (word: Word) => {
    let next = word;
    while (next.type === 'alphabet' || next.type === 'number') {
      write(next);
      next = nextWord(runes, next.end);
    }
    return next;
  };
  const connect = (next: Word, isAtEnd = next.type === 'invalid') => {
    if (!isAtEnd && next.type !== 'connector' && next.type !== 'punctuation') out += connector;
  };

  let word = nextWord(runes, 0);
  while (word.end < runes.length) {
    const previous = word;
    if (previous.type !== 'connector') write(previous);
    word = nextWord(runes, previous.end);
    switch (previous.type) {
      case 'connector':
        write(previous);
        break;
      case 'punctuation':
        break;
      case 'number':
        word = writeRun(word);
        connect(word);
        break;
      default: {
        if (word.type !== 'number') {
          connect(word, false);
          break;
        }
        if (word.end === runes.length) break;
        const number = word;
        word = nextWord(runes, number.end);
        // a number belongs to what is before it (`bld4_floor`), unless small letters follow (`http_2xx`)
        if (word.type !== 'alphabet') {
          write(number);
          connect(word, false);
          break;
        }
        out += connector;
        write(number);
        word = writeRun(word);
        connect(word);
      }
    }
  }
  write(word);
  return out;
}

function lowerOf(rune: number, connector: string): string {
  return isConnector(rune) ? connector : String.fromCodePoint(isUpper(rune) ? toLower(rune) : rune);
}

/** xstrings.ToPascalCase: `http_server` is `HttpServer`; what is all capitals becomes small behind the first. */
export function toPascalCase(text: string): string {
  const runes = runesOf(text);
  const lead = runes.findIndex((rune) => !isConnector(rune));
  // the last of nothing but connectors comes twice
  if (lead < 0) return text.toWellFormed() + text.slice(-1);
  let out = text.slice(0, lead);
  let isAfterCapital = isUpper(runes[lead]!);
  let current = toUpper(runes[lead]!);
  for (const rune of runes.slice(lead + 1)) {
    const previous = current;
    current = rune;
    if (isConnector(previous)) {
      if (isConnector(current)) out += String.fromCodePoint(previous);
      else {
        isAfterCapital = isUpper(current);
        current = toUpper(current);
      }
      continue;
    }
    isAfterCapital &&= isUpper(current);
    if (isAfterCapital) current = toLower(current);
    out += String.fromCodePoint(previous);
  }
  return out + String.fromCodePoint(current);
}

/** U+FFFD for each byte that is no UTF-8. */
function runesOf(text: string): number[] {
  return Array.from(text.toWellFormed(), (char) => char.codePointAt(0)!);
}
