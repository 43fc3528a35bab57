import { pad, type Spec } from './fmt-spec.ts';
import { canBackquote, quote, quoteToAscii } from './strconv-quote.ts';
import { toBytes } from './text.ts';

/** A string under one of its verbs; undefined when the verb is none of them. */
export function formatText(text: string, verb: string, spec: Readonly<Spec>): string | undefined {
  switch (verb) {
    case 'v':
      return spec.sharpV ? formatQuoted(text, spec) : pad(truncate(text, spec.precision), spec);
    case 's':
      return pad(truncate(text, spec.precision), spec);
    case 'q':
      return formatQuoted(text, spec);
    case 'x':
    case 'X':
      return formatHexBytes(toBytes(text), verb, spec);
    default:
      return undefined;
  }
}

/** %x and %X of bytes: `# ` puts 0x before each, ` ` a blank between them; the precision limits how many are shown. */
export function formatHexBytes(bytes: Uint8Array, verb: 'x' | 'X', spec: Readonly<Spec>): string {
  const shown = spec.precision >= 0 ? bytes.subarray(0, spec.precision) : bytes;
  if (shown.length === 0) return pad('', spec);
  const digits = Buffer.from(shown.buffer, shown.byteOffset, shown.length).toString('hex');
  const cased = verb === 'X' ? digits.toUpperCase() : digits;
  const prefix = spec.sharp ? `0${verb}` : '';
  if (!spec.space) return pad(prefix + cased, spec);
  return pad(prefix + cased.match(/../g)!.join(` ${prefix}`), spec);
}

function formatQuoted(text: string, spec: Readonly<Spec>): string {
  const shown = truncate(text, spec.precision);
  if (spec.sharp && canBackquote(shown)) return pad(`\`${shown}\``, spec);
  return pad(spec.plus ? quoteToAscii(shown) : quote(shown), spec);
}

/** The precision of a string is the number of characters that are shown. */
function truncate(text: string, precision: number): string {
  if (precision < 0 || text.length <= precision) return text;
  let end = 0;
  for (let left = precision; left > 0 && end < text.length; left -= 1) {
    end += (text.charCodeAt(end) & 0xfc00) === 0xd800 ? 2 : 1;
  }
  return text.slice(0, end);
}
