import { isCapstanError } from '../../errors/index.ts';
import { type GoYamlOptions, readGoYaml, unmarshalJson } from '../../yaml/index.ts';
import { type GoMap, isNilValue, type List } from '../go/index.ts';

/** Helm's fromYaml: {} for an empty text, an `Error` entry for a wrong one. */
export function fromYaml(text: string): GoMap {
  const { data, error } = read(text, 'map');
  return error === undefined ? ((data ?? new Map()) as GoMap) : new Map([['Error', error]]);
}

/** Helm's fromYamlArray: the error is the one item. */
export function fromYamlArray(text: string): List {
  const { data, error } = read(text, 'list');
  return error === undefined ? ((data ?? []) as List) : [error];
}

function read(text: string, into: GoYamlOptions['into'] & string): { data?: unknown; error?: string } {
  try {
    return { data: readGoYaml(text, { into, maps: 'Map' }) };
  } catch (error) {
    if (isCapstanError(error, 'YAML_INVALID')) return { error: error.message };
    throw error;
  }
}

/** Helm's fromJson. What was read stays beside an error, and `null` makes a nil map, as in Go. */
export function fromJson(text: string): GoMap {
  const { data, error } = unmarshalJson(text, { maps: 'Map', into: 'map' });
  const map: GoMap = data instanceof Map ? data : new Map();
  if (error !== undefined) return map.set('Error', error);
  if (data === null) map[isNilValue] = true;
  return map;
}

/** Helm's fromJsonArray. */
export function fromJsonArray(text: string): List {
  const { data, error } = unmarshalJson(text, { maps: 'Map', into: 'list' });
  if (error !== undefined) return [error];
  const list: List = Array.isArray(data) ? data : [];
  if (data === null) list[isNilValue] = true;
  return list;
}
