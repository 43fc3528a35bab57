import { quote } from '../go-text.ts';
import { JsonNumber } from './json.ts';
import { pointerOf } from './pointer.ts';

/** Why a value does not fit a schema: what failed, where in the value, and what failed below it. */
export interface Failure {
  readonly at: readonly string[];
  /** In the words of santhosh-tekuri/jsonschema, which Helm prints. */
  readonly text: string;
  /** The same without the value. */
  readonly discreet?: string;
  /** A group is several failures of one schema, a reference leads to the failures of another: both may be left out. */
  readonly kind: 'group' | 'reference' | 'other';
  readonly causes: readonly Failure[];
}

export interface FailureFormat {
  /** Put in front of every place. */
  readonly prefix: readonly string[];
  /** Whether values are left out where the name of anything on the way to them speaks of a secret. */
  readonly hidesSecrets: boolean;
}

/** The lines of a validation's failures, two blanks for each level. */
export function formatFailures(failures: readonly Failure[], options: FailureFormat = plain): string {
  return failures.map((failure) => format(failure, options, 0)).join('\n');
}

const plain: FailureFormat = { prefix: [], hidesSecrets: false };
const secretWord = /pass|secret|token|key|credential|auth|cert/i;

function format(failure: Failure, options: FailureFormat, depth: number): string {
  const { at, causes, kind } = failure;
  if (kind === 'reference' && causes.length === 1) return format(causes[0]!, options, depth);
  const isSecret = options.hidesSecrets && at.some((token) => secretWord.test(token));
  const text = isSecret ? (failure.discreet ?? failure.text) : failure.text;
  const line = `${'  '.repeat(depth)}- at ${quoted(pointerOf([...options.prefix, ...at]))}: ${text}`;
  return [line, ...causes.map((cause) => format(cause, options, depth + 1))].join('\n');
}

/** In single quotes, as the library has it. */
export function quoted(text: string): string {
  // on the closing quote too: a backslash at the end stands alone
  const plain = quote(text).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${plain.slice(1, -1)}'`;
}

export function listed(texts: readonly string[]): string {
  return texts.map(quoted).join(', ');
}

/** A value of a schema or of the values, where it is no list and no object. */
export function display(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null) return '<nil>';
  if (value instanceof JsonNumber) return value.text;
  return typeof value === 'object' ? 'value' : String(value);
}

/** An integer as Go's message.Printer has it in English: 12,345. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A float64 as the same printer has it: 12,345.5 and 1.5×10⁰⁶. */
export function amount(value: number): string {
  if (value === 0) return '0';
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}×10${exponent < 0 ? '⁻' : ''}${[...digits].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
  }
  const [whole = '', fraction] = String(value).split('.');
  return `${whole.replace(/\B(?=(?:\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`;
}
