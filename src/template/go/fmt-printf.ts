import { formatArgument } from './fmt-argument.ts';
import { newSpec, plain, type Spec } from './fmt-spec.ts';
import { typeName } from './kinds.ts';
import { toValidUtf8 } from './text.ts';
import { Int, type Value } from './value.ts';

/** fmt.Sprintf, with what it writes for verbs and arguments that do not fit. */
export function sprintf(format: string, args: readonly Value[]): string {
  let at = format.indexOf('%');
  if (at < 0) return args.length === 0 ? format : format + extra(args, 0);
  let out = '';
  let from = 0;
  let next = 0;
  while (at >= 0) {
    out += format.slice(from, at);
    const code = format.charCodeAt(at + 1);
    if (code >= 0x61 && code <= 0x7a && next < args.length) {
      // a lower-case verb and no flags: nearly all
      const arg = args[next]!;
      const isText = typeof arg === 'string' && (code === 0x73 || code === 0x76);
      out += isText ? arg : formatArgument(arg, String.fromCharCode(code), plain);
      next += 1;
      from = at + 2;
    } else {
      const directive = new Directive(format, at + 1, args, next);
      out += directive.format();
      if (directive.isReordered) return out + sprintfReordered(format, directive.at, args, directive.next);
      next = directive.next;
      from = directive.at;
    }
    at = format.indexOf('%', from);
  }
  out += format.slice(from);
  return next < args.length ? out + extra(args, next) : out;
}

/** After an explicit index nothing is said about arguments that are left. */
function sprintfReordered(format: string, start: number, args: readonly Value[], first: number): string {
  let out = '';
  let from = start;
  let next = first;
  for (let at = format.indexOf('%', from); at >= 0; at = format.indexOf('%', from)) {
    const directive = new Directive(format, at + 1, args, next);
    out += format.slice(from, at) + directive.format();
    next = directive.next;
    from = directive.at;
  }
  return out + format.slice(from);
}

function extra(args: readonly Value[], from: number): string {
  const rest = args.slice(from);
  const texts = rest.map((arg) => (arg === null ? '<nil>' : `${typeName(arg)}=${formatArgument(arg, 'v', plain)}`));
  return `%!(EXTRA ${texts.join(', ')})`;
}

/** Go: widths, precisions and indexes beyond are refused. */
const maxNumber = 1e6;

/** One `%…` with flags, indexes, width and precision, read from left to right. */
class Directive {
  readonly #format: string;
  readonly #args: readonly Value[];
  /** Where the directive goes on, and at last where it ends. */
  at: number;
  /** The argument whose turn it is. */
  next: number;
  isReordered = false;
  #isIndexGood = true;
  #isAfterIndex = false;

  constructor(format: string, at: number, args: readonly Value[], next: number) {
    this.#format = format;
    this.at = at;
    this.#args = args;
    this.next = next;
  }

  format(): string {
    const spec = newSpec();
    this.#readFlags(spec);
    this.#readIndex();
    let faults = this.#readWidth(spec);
    if (this.at + 1 < this.#format.length && this.#peek() === '.') faults += this.#readPrecision(spec);
    if (!this.#isAfterIndex) this.#readIndex();
    if (this.at >= this.#format.length) return `${faults}%!(NOVERB)`;
    const verb = String.fromCodePoint(this.#format.codePointAt(this.at)!);
    this.at += verb.length;
    return faults + this.#formatVerb(toValidUtf8(verb), spec);
  }

  #formatVerb(verb: string, spec: Spec): string {
    if (verb === '%') return '%';
    if (!this.#isIndexGood) return `%!${verb}(BADINDEX)`;
    if (this.next >= this.#args.length) return `%!${verb}(MISSING)`;
    if (verb === 'v' || verb === 'w') {
      spec.sharpV = spec.sharp;
      spec.sharp = false;
      spec.plusV = spec.plus;
      spec.plus = false;
    }
    const arg = this.#args[this.next]!;
    this.next += 1;
    return formatArgument(arg, verb, spec);
  }

  #peek(): string {
    return this.#format.charAt(this.at);
  }

  #readFlags(spec: Spec): void {
    for (; ; this.at += 1) {
      switch (this.#peek()) {
        case '#':
          spec.sharp = true;
          break;
        case '0':
          spec.zero = true;
          break;
        case '+':
          spec.plus = true;
          break;
        case '-':
          spec.minus = true;
          break;
        case ' ':
          spec.space = true;
          break;
        default:
          return;
      }
    }
  }

  /** `[3]`: the third argument. */
  #readIndex(): void {
    this.#isAfterIndex = false;
    if (this.#peek() !== '[') return;
    this.isReordered = true;
    const end = this.#format.indexOf(']', this.at + 1);
    if (end < 0 || this.#format.length - this.at < 3) {
      this.at += 1;
      this.#isIndexGood = false;
      return;
    }
    const number = this.#format.slice(this.at + 1, end);
    const index = /^[0-9]+$/.test(number) && Number(number) <= maxNumber * 10 + 9 ? Number(number) - 1 : Number.NaN;
    this.at = end + 1;
    this.#isAfterIndex = !Number.isNaN(index);
    if (index >= 0 && index < this.#args.length) this.next = index;
    else this.#isIndexGood = false;
  }

  #readWidth(spec: Spec): string {
    if (this.#peek() !== '*') {
      const width = this.#readNumber();
      if (this.#isAfterIndex && width !== undefined) this.#isIndexGood = false;
      spec.width = width ?? 0;
      return '';
    }
    this.at += 1;
    const width = this.#takeNumber();
    this.#isAfterIndex = false;
    if (width === undefined) return '%!(BADWIDTH)';
    spec.width = Math.abs(width);
    if (width < 0) {
      spec.minus = true;
      spec.zero = false;
    }
    return '';
  }

  #readPrecision(spec: Spec): string {
    this.at += 1;
    if (this.#isAfterIndex) this.#isIndexGood = false;
    this.#readIndex();
    if (this.#peek() !== '*') {
      spec.precision = this.#readNumber() ?? 0;
      return '';
    }
    this.at += 1;
    const precision = this.#takeNumber();
    this.#isAfterIndex = false;
    if (precision === undefined || precision < 0) return '%!(BADPREC)';
    spec.precision = precision;
    return '';
  }

  /** The digits that come next. A number that is too large swallows the rest of the format, as in Go. */
  #readNumber(): number | undefined {
    let value: number | undefined;
    for (; this.at < this.#format.length; this.at += 1) {
      const digit = this.#format.charCodeAt(this.at) - 0x30;
      if (digit < 0 || digit > 9) break;
      if (value !== undefined && value > maxNumber) {
        this.at = this.#format.length;
        return undefined;
      }
      value = (value ?? 0) * 10 + digit;
    }
    return value;
  }

  /** The integer argument that stands for `*`. */
  #takeNumber(): number | undefined {
    if (this.next >= this.#args.length) return undefined;
    const arg = this.#args[this.next]!;
    this.next += 1;
    if (!(arg instanceof Int) || arg.value > maxNumber || arg.value < -maxNumber) return undefined;
    return Number(arg.value);
  }
}
