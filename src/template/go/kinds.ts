import { elementType, Int, type List, Struct, typeNameOf, type Value } from './value.ts';

/** The type as `%T` and sprig's typeOf print it. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
  }
  if (value === null) return '<nil>';
  if (value instanceof Int) return value.type;
  if (Array.isArray(value)) return `[]${(value as List)[elementType] ?? 'interface {}'}`;
  if (value instanceof Map) return value[typeNameOf] ?? `map[string]${value[elementType] ?? 'interface {}'}`;
  if (value instanceof Struct) return value.type.name;
  return '[]uint8';
}

/** reflect's name of the kind; `invalid` for nil. */
export function kindName(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
  }
  if (value === null) return 'invalid';
  if (value instanceof Int) return value.type;
  if (value instanceof Map) return 'map';
  if (value instanceof Struct) return value.type.kind;
  return 'slice';
}

/** text/template's truth: what is not the zero of its type, and not empty. */
export function isTrue(value: Value): boolean {
  switch (typeof value) {
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'boolean':
      return value;
  }
  if (value === null) return false;
  if (value instanceof Int) return value.value !== 0n;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof Struct) return isStructTrue(value);
  return value.length > 0;
}

function isStructTrue(value: Struct): boolean {
  switch (value.type.kind) {
    case 'int':
    case 'int64':
      return value.self !== 0n;
    case 'slice':
    case 'map': {
      const items = value.type.items?.(value) ?? value.fields;
      return (Array.isArray(items) ? items.length : items.size) > 0;
    }
    default:
      return true;
  }
}
