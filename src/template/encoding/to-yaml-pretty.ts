import { formatFloat, GoError, Int, isValidUtf8, Struct, toBytes, type Value } from '../go/index.ts';
import { Ordered } from './json-value.ts';
import { type Reduced, Word, writeYaml, type YamlDialect } from './yaml-writer.ts';

/** Helm's toYamlPretty: go-yaml v3 alone, lists indented by two. No JSON on the way: numbers and bytes are what they are. */
export function toYamlPretty(value: Value): string {
  try {
    return writeYaml(value, dialect);
  } catch (error) {
    if (error instanceof GoError || error instanceof RangeError) return '';
    throw error;
  }
}

const dialect: YamlDialect = {
  width: Number.POSITIVE_INFINITY,
  indentsLists: true,
  allowsTabsInBlocks: true,
  ordersDigitsFirst: true,
  reduce,
  prepareText,
  formatNumber: formatYamlNumber,
};

function reduce(value: Value): Reduced {
  if (value === null || typeof value !== 'object' || value instanceof Int) return value;
  if (value instanceof Uint8Array) return Array.from(value, (byte) => new Int(BigInt(byte), 'uint8'));
  if (!(value instanceof Struct)) return value;
  const { type } = value;
  if (type.kind === 'complex128') throw new TypeError('cannot marshal type: complex128');
  if (type.name.endsWith('time.Time')) return new Word(String(type.json?.(value)));
  const text = type.json?.(value);
  if (typeof text === 'string') return text;
  if (type.items !== undefined) return type.items(value);
  return new Ordered([...value.fields].map(([name, field]) => [name.toLowerCase(), field] as const));
}

/** Bytes that are no UTF-8 are written as base64, in lines of 70. */
function prepareText(text: string): { text: string; tag: string } {
  if (isValidUtf8(text)) return { text, tag: '' };
  const base64 = Buffer.from(toBytes(text)).toString('base64');
  if (base64.length < 70) return { text: base64, tag: '!!binary ' };
  return { text: base64.replace(/.{1,70}/g, '$&\n'), tag: '!!binary ' };
}

function formatYamlNumber(value: number): string {
  if (Number.isFinite(value)) return formatFloat(value, 'g', -1);
  return value > 0 ? '.inf' : value < 0 ? '-.inf' : '.nan';
}
