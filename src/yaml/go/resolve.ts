import { isUtf8 } from 'node:buffer';
import type { Node } from './node.ts';
import { formatFloat, readDotFloat, readFloat, readInteger } from './numbers.ts';
import { YamlProblem } from './problem.ts';
import { isTimestamp } from './timestamp.ts';

/** What a scalar says, its type being in doubt: a bigint is an integer that a number does not hold exactly. */
export type Scalar = null | boolean | number | bigint | string;

/** What a scalar node says. @throws YamlProblem when its tag and its text do not go together */
export function scalarOf(node: Node): Scalar {
  if (node.tag !== '') return resolveTagged(node.tag, node.value);
  return node.isImplicit ? resolvePlain(node.value) : node.value;
}

/** A plain scalar without a tag, by YAML 1.1 as go-yaml v2 has it. A timestamp stays the string it is. */
export function resolvePlain(text: string): Scalar {
  switch (hintOf(text)) {
    case wordHint: {
      const word = words.get(text);
      return word === undefined ? text : word;
    }
    case numberHint:
      return readInteger(text) ?? readFloat(text) ?? text;
    case dotHint:
      return words.get(text) ?? readDotFloat(text) ?? text;
    case signHint:
      return words.get(text) ?? readInteger(text) ?? readFloat(text) ?? text;
    default:
      return text;
  }
}

/** Whether a text without quotes is read as the string it is. */
export function isReadAsString(text: string): boolean {
  const hint = hintOf(text);
  if (hint === noHint) return true;
  return typeof resolvePlain(text) === 'string' && !(hint === numberHint && isTimestamp(text));
}

const noHint = 0;
const wordHint = 1;
const numberHint = 2;
const signHint = 3;
const dotHint = 4;

/** By its first character: most strings are told apart by it alone. */
function hintOf(text: string): number {
  if (text === '') return wordHint;
  const code = text.charCodeAt(0);
  return code < 128 ? hints[code]! : noHint;
}

const hints = new Uint8Array(128);
for (const character of 'yYnNtTfFoO~') hints[character.charCodeAt(0)] = wordHint;
for (const character of '0123456789') hints[character.charCodeAt(0)] = numberHint;
for (const character of '+-') hints[character.charCodeAt(0)] = signHint;
hints[46] = dotHint;

const words = new Map<string, null | boolean | number>();
for (const [value, spellings] of [
  [true, 'y Y yes Yes YES true True TRUE on On ON'],
  [false, 'n N no No NO false False FALSE off Off OFF'],
  [null, '~ null Null NULL'],
  [Number.NaN, '.nan .NaN .NAN'],
  [Number.POSITIVE_INFINITY, '.inf .Inf .INF +.inf +.Inf +.INF'],
  [Number.NEGATIVE_INFINITY, '-.inf -.Inf -.INF'],
] as const) {
  for (const spelling of spellings.split(' ')) words.set(spelling, value);
}
words.set('', null);

const prefix = 'tag:yaml.org,2002:';

function resolveTagged(tag: string, text: string): Scalar {
  const type = tag.startsWith(prefix) ? tag.slice(prefix.length) : undefined;
  switch (type) {
    case 'str':
      return text;
    case 'binary':
      return decodeBase64(text);
    case 'bool':
    case 'int':
    case 'float':
    case 'null':
    case 'timestamp':
      return resolveAs(type, text);
    default:
      return text;
  }
}

function resolveAs(type: 'bool' | 'int' | 'float' | 'null' | 'timestamp', text: string): Scalar {
  if (type === 'timestamp' && hintOf(text) === numberHint && isTimestamp(text)) return text;
  const value = resolvePlain(text);
  const found = typeOf(value, text);
  if (found === type) return value;
  // an int becomes a float, but not an unsigned one
  if (type === 'float' && found === 'int' && Number(value) < 2 ** 63) return Number(value);
  throw new YamlProblem(`cannot decode !!${found} \`${text}\` as a !!${type}`);
}

function typeOf(value: Scalar, text: string): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return readInteger(text) === undefined ? 'float' : 'int';
  return 'str';
}

/** Standard base64 with its padding; line breaks in it count for nothing. The bytes as text, U+FFFD for what is no UTF-8. */
function decodeBase64(text: string): string {
  const plain = text.replace(/[\r\n]/g, '');
  if (!base64.test(plain)) throw new YamlProblem('!!binary value contains invalid base64 data');
  return decodeUtf8(Buffer.from(plain, 'base64'));
}

/** As encoding/json does it: one U+FFFD for each byte that is part of no character. */
function decodeUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    let size = Math.min(4, bytes.length - i);
    while (size > 0 && !(isUtf8(bytes.subarray(i, i + size)) && [...bytes.toString('utf8', i, i + size)].length === 1))
      size -= 1;
    text += size === 0 ? '\ufffd' : bytes.toString('utf8', i, i + size);
    i += size || 1;
  }
  return text;
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** A key as a JSON object has it: numbers and booleans as text. Undefined for those that have none: null, unsigned ones. */
export function keyOf(value: Scalar, text: string): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'bigint':
      return value < 2n ** 63n ? String(value) : undefined;
    case 'number':
      return readInteger(text) === undefined ? floatKey(value) : String(value);
    default:
      return undefined;
  }
}

/** As a float32, which may be infinite where the float64 is not. */
function floatKey(value: number): string {
  const text = formatFloat(value, 32);
  return infinities[text] ?? text;
}

const infinities: Readonly<Record<string, string>> = { '+Inf': '.inf', '-Inf': '-.inf', NaN: '.nan' };
