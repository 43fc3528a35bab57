/** What a caller decodes into: interface{}, map[string]interface{} or []interface{}. */
export type GoTarget = 'any' | 'map' | 'list';

/** encoding/json's words when what a text holds is no such thing; undefined when it is. null is of each type. */
export function findMismatch(data: unknown, into: GoTarget): string | undefined {
  if (into === 'any' || data === null) return undefined;
  const found = jsonTypeOf(data);
  if (found === (into === 'map' ? 'object' : 'array')) return undefined;
  const type = into === 'map' ? 'map[string]interface {}' : '[]interface {}';
  return `json: cannot unmarshal ${found} into Go value of type ${type}`;
}

function jsonTypeOf(data: unknown): string {
  if (Array.isArray(data)) return 'array';
  return typeof data === 'boolean' ? 'bool' : typeof data;
}
