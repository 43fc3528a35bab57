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
/** The value of an untagged plain scalar. Timestamps stay strings, as they do when Go decodes into an interface. */
export function resolvePlain(text: string): YamlScalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!maybeNumber.test(text)) return text;
  return toNumber(text) ?? text;
}

function toNumber(text: string): number | undefined {
  const first = text[0];
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  // strconv.ParseFloat takes underscores only between digits
  if (first === '.') return float.test(digits) && !/_(?![0-9])|\._/.test(text) ? finite(Number(digits)) : undefined;
  if (integer.test(digits)) {
    const value = toInteger(digits);
    if (value !== undefined) return value;
  }
  return float.test(digits) ? finite(Number(digits)) : undefined;
}

/**
 * A number as the key of a mapping, in which sigs.k8s.io/yaml knows strings alone: integers in full, fractions as float32
 * in Go's %g. Undefined for an integer that needs the 64th bit, which it refuses as a key.
 */
export function numberAsKey(text: string): string | undefined {
  const digits = text.replaceAll('_', '');
  const integer = text[0] === '.' ? undefined : toBigInt(digits);
  if (integer === undefined) return formatFloat32(resolvePlain(text) as number);
  return integer < 2n ** 63n ? String(integer) : undefined;
}

/** strconv.FormatFloat(value, 'g', -1, 32): the fewest digits that name this float32, with an exponent from 1e+06 on. */
function formatFloat32(value: number): string {
  const rounded = Math.fround(value);
  if (rounded === 0) return Object.is(value, -0) ? '-0' : '0';
  let shortest = '';
  for (let digits = 1; Math.fround(Number(shortest)) !== rounded || shortest === ''; digits += 1) {
    shortest = rounded.toExponential(digits - 1);
  }
  const [mantissa = '', exponent = ''] = shortest.split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6)
    return Number(shortest).toFixed(Math.max(0, mantissa.replace(/[-.]/g, '').length - 1 - power));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Undefined outside of what 64 bits hold: there Go goes on to try a float. */
function toInteger(text: string): number | undefined {
  const body = text[0] === '-' || text[0] === '+' ? text.slice(1) : text;
  if (body.length >= 16 || (body[0] === '0' && body.length > 1)) {
    const integer = toBigInt(text);
    return integer === undefined ? undefined : Number(integer);
  }
  return text[0] === '-' ? 0 - Number(body) : Number(body);
}

function toBigInt(text: string): bigint | undefined {
  if (!integer.test(text)) return undefined;
  const body = text[0] === '-' || text[0] === '+' ? text.slice(1) : text;
  const magnitude = BigInt(/^0[0-7]/.test(body) ? `0o${body.slice(1)}` : body);
  const value = text[0] === '-' ? -magnitude : magnitude;
  return value < -(2n ** 63n) || value >= 2n ** 64n ? undefined : value;
}

/** strconv.ParseFloat reports 1e999 as out of range, so that the text stays a string. */
function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
