/** What a plain scalar means to Go's yaml.v2, whose resolve() this follows. */
export type YamlScalar = string | number | boolean | null;

const words = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((w) => [w, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((w) => [w, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((w) => [w, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((w) => [w, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((w) => [w, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((w) => [w, Number.NEGATIVE_INFINITY] as const),
]);

const maybeNumber = /^[-+.0-9]/;
const integer = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[1-9][0-9]*|0)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const timestamp =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?(?:[Zz]|[-+][0-9]{2}:[0-9]{2})| [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?)?$/;

/** The value of an untagged plain scalar. Timestamps stay strings, as they do when Go decodes into an interface. */
export function resolvePlain(text: string): YamlScalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!maybeNumber.test(text)) return text;
  return toNumber(text) ?? text;
}

/** True when the text looks like a date or a time stamp to yaml.v2. */
export function isTimestamp(text: string): boolean {
  return timestamp.test(text);
}

function toNumber(text: string): number | undefined {
  const first = text[0];
  if (first === '.') return float.test(text) ? finite(Number(text)) : undefined;
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  if (integer.test(digits)) {
    const value = toInteger(digits);
    if (value !== undefined) return value;
  }
  return float.test(digits) ? finite(Number(digits)) : undefined;
}

const int64 = { min: -(2n ** 63n), max: 2n ** 64n - 1n };

/** Undefined outside of what 64 bits hold: there Go goes on to try a float. */
function toInteger(text: string): number | undefined {
  const negative = text[0] === '-';
  const body = text[0] === '-' || text[0] === '+' ? text.slice(1) : text;
  const plainOctal = body.length > 1 && body[0] === '0' && body[1]! >= '0' && body[1]! <= '7';
  if (body.length < 16 && !plainOctal) return negative ? 0 - Number(body) : Number(body);
  const magnitude = BigInt(plainOctal ? `0o${body.slice(1)}` : body);
  const value = negative ? -magnitude : magnitude;
  return value < int64.min || value > int64.max ? undefined : Number(value);
}

/** strconv.ParseFloat reports 1e999 as out of range, so that the text stays a string. */
function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
