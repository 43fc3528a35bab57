import { toYaml, type Value } from '../../template/index.ts';

/** Data as Helm writes it into a chart's files, keys in Go's order. */
export function goYaml(data: unknown): string {
  return `${toYaml(toValue(data))}\n`;
}

function toValue(data: unknown): Value {
  if (Array.isArray(data)) return data.map(toValue);
  if (data !== null && typeof data === 'object') {
    return new Map(Object.entries(data).map(([key, value]) => [key, toValue(value)]));
  }
  return data as null | boolean | string | number;
}
