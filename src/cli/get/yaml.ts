import { toYaml, type Value } from '../../template/index.ts';

/** Values as Helm prints them: keys sorted, lists not indented. */
export function valuesYaml(values: unknown): string {
  return toYaml(toValue(values));
}

function toValue(data: unknown): Value {
  if (Array.isArray(data)) return data.map(toValue);
  if (typeof data !== 'object' || data === null) return data as Value;
  return new Map(Object.entries(data).map(([key, value]) => [key, toValue(value)]));
}
