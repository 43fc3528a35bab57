import { formatInteger, formatNumber } from './fmt-number.ts';
import { pad, type Spec } from './fmt-spec.ts';
import { formatHexBytes, formatText } from './fmt-text.ts';
import { typeName } from './kinds.ts';
import { fromBytes, sortedTexts } from './text.ts';
import { elementType, Int, isNilValue, type List, Struct, type Value } from './value.ts';

/** One argument under one verb, as fmt prints it: also what it says where the verb does not fit. */
export function formatArgument(value: Value, verb: string, spec: Readonly<Spec>): string {
  if (value === null) return verb === 'v' || verb === 'T' ? pad('<nil>', spec) : badVerb(value, verb, spec);
  if (verb === 'T') return formatText(typeName(value), 's', spec)!;
  if (verb === 'p') return formatPointer(value, spec);
  if (value instanceof Uint8Array) return formatTopBytes(value, verb, spec);
  if (verb === 'w') return badVerb(value, verb, spec);
  return formatAt(value, verb, spec, 0);
}

/** `depth` counts the lists, maps and structs round the value. */
function formatAt(value: Value, verb: string, spec: Readonly<Spec>, depth: number): string {
  switch (typeof value) {
    case 'string':
      return formatText(value, verb, spec) ?? badVerb(value, verb, spec);
    case 'number':
      return formatNumber(value, verb, spec) ?? badVerb(value, verb, spec);
    case 'boolean':
      return verb === 'v' || verb === 't' ? pad(`${value}`, spec) : badVerb(value, verb, spec);
  }
  // an empty interface{} inside of something: whatever the verb
  if (value === null) return spec.sharpV ? 'interface {}(nil)' : '<nil>';
  if (value instanceof Int) return formatInteger(value, verb, spec) ?? badVerb(value, verb, spec);
  if (value instanceof Struct) return formatStruct(value, verb, spec, depth);
  if (value instanceof Uint8Array) return formatBytes(value, verb, spec);
  return Array.isArray(value) ? formatList(value, verb, spec, depth) : formatMap(value, verb, spec, depth);
}

function badVerb(value: Value, verb: string, spec: Readonly<Spec>): string {
  if (value === null) return `%!${verb}(<nil>)`;
  return `%!${verb}(${typeName(value)}=${formatAt(value, 'v', { ...spec, isErroring: true }, 0)})`;
}

function formatList(list: List, verb: string, spec: Readonly<Spec>, depth: number): string {
  const isText = verb === 's' || verb === 'q' || verb === 'x' || verb === 'X';
  if (isText && list[elementType] === 'uint8') return formatBytes(toByteArray(list), verb, spec);
  if (spec.sharpV && list[isNilValue]) return `${typeName(list)}(nil)`;
  const items = list.map((item) => formatAt(item, verb, spec, depth + 1));
  return spec.sharpV ? `${typeName(list)}{${items.join(', ')}}` : `[${items.join(' ')}]`;
}

function toByteArray(list: List): Uint8Array {
  return Uint8Array.from(list, (item) => Number((item as Int).value));
}

function formatMap(map: ReadonlyMap<string, Value>, verb: string, spec: Readonly<Spec>, depth: number): string {
  const name = typeName(map as never);
  if (spec.sharpV && (map as { [isNilValue]?: true })[isNilValue]) return `${name}(nil)`;
  const entries = sortedTexts(map.keys()).map(
    (key) => `${formatAt(key, verb, spec, depth + 1)}:${formatAt(map.get(key)!, verb, spec, depth + 1)}`,
  );
  return spec.sharpV ? `${name}{${entries.join(', ')}}` : `map[${entries.join(' ')}]`;
}

/** []byte as an argument: unlike inside of something, %#v calls it []byte. */
function formatTopBytes(bytes: Uint8Array, verb: string, spec: Readonly<Spec>): string {
  const text = formatBytes(bytes, verb, spec);
  return spec.sharpV && verb === 'v' ? text.replace('[]uint8', '[]byte') : text;
}

function formatBytes(bytes: Uint8Array, verb: string, spec: Readonly<Spec>): string {
  if (verb === 's' || verb === 'q') return formatText(fromBytes(bytes), verb, spec)!;
  if (verb === 'x' || verb === 'X') return formatHexBytes(bytes, verb, spec);
  const items: List = Array.from(bytes, (byte) => new Int(BigInt(byte), 'uint8'));
  items[elementType] = 'uint8';
  return formatList(items, verb, spec, 0);
}

function formatStruct(value: Struct, verb: string, spec: Readonly<Spec>, depth: number): string {
  const { type } = value;
  if (type.kind === 'complex128') return formatComplex(value, verb, spec) ?? badVerb(value, verb, spec);
  if (!spec.isErroring) {
    if (spec.sharpV) {
      if (type.goText) return formatText(type.goText(value), 's', spec)!;
    } else if (type.text && 'vsxXq'.includes(verb)) return formatText(type.text(value), verb, spec)!;
  }
  if (verb === 'w') return badVerb(value, verb, spec);
  switch (type.kind) {
    case 'int':
    case 'int64': {
      const number = new Int(value.self as bigint, type.kind);
      return formatInteger(number, verb, spec) ?? badVerb(value, verb, spec);
    }
    case 'slice':
    case 'map': {
      const items = type.items?.(value);
      if (items) return formatNamed(value, items, verb, spec, depth);
      return formatFields(value, verb, spec, depth);
    }
    case 'ptr':
      // Go shows what the outermost pointer points to, and the address of the others
      return depth === 0 ? `&${formatFields(value, verb, spec, depth)}` : formatPointer(value, spec);
    default:
      return formatFields(value, verb, spec, depth);
  }
}

function formatComplex(value: Struct, verb: string, spec: Readonly<Spec>): string | undefined {
  const [real, imaginary] = value.self as readonly [number, number];
  const first = formatNumber(real, verb, spec);
  return first && `(${first}${formatNumber(imaginary, verb, { ...spec, plus: true })}i)`;
}

function formatNamed(
  value: Struct,
  items: List | ReadonlyMap<string, Value>,
  verb: string,
  spec: Readonly<Spec>,
  depth: number,
): string {
  const text = Array.isArray(items)
    ? formatList(items, verb, spec, depth)
    : formatMap(items as ReadonlyMap<string, Value>, verb, spec, depth);
  return spec.sharpV ? text.replace(/^.*?(?=\{|\(nil\))/s, value.type.name) : text;
}

function formatFields(value: Struct, verb: string, spec: Readonly<Spec>, depth: number): string {
  const hasNames = spec.plusV || spec.sharpV;
  const fields: string[] = [];
  for (const [name, field] of value.type.hidden?.(value) ?? value.fields) {
    fields.push((hasNames ? `${name}:` : '') + formatAt(field, verb, spec, depth + 1));
  }
  if (!spec.sharpV) return `{${fields.join(' ')}}`;
  return `${value.type.name.replace(/^\*/, '')}{${fields.join(', ')}}`;
}

/** An address, which is another in each run of Go too. */
function formatPointer(value: Exclude<Value, null>, spec: Readonly<Spec>): string {
  const kind = value instanceof Struct ? value.type.kind : '';
  const hasAddress = kind === 'ptr' || kind === 'slice' || kind === 'map' || (kind === '' && typeof value === 'object');
  if (!hasAddress || value instanceof Int) return badVerb(value, 'p', spec);
  return spec.sharp ? 'c000012345' : '0xc000012345';
}
