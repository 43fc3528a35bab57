import { isTable } from '../../chart/index.ts';
import type { Manifest } from '../../render/index.ts';
import { stringifyYaml } from '../../yaml/index.ts';
import type { Table } from '../variables/index.ts';

const note = '# What this Secret holds is not shown.';

/** A manifest as it may be printed: of a Secret the keys alone, whether sops, a default or the chart has filled it. */
export function shown({ source, text, object }: Manifest): Pick<Manifest, 'source' | 'text'> {
  const hidden = withoutData(object);
  return { source, text: hidden === object ? text : `${note}\n${stringifyYaml(hidden).trimEnd()}` };
}

/** The object itself where it holds no Secret. */
function withoutData(object: Table): Table {
  if (object['kind'] === 'Secret') {
    const fields = ['data', 'stringData'].filter((field) => isTable(object[field]));
    return { ...object, ...Object.fromEntries(fields.map((field) => [field, blanked(object[field] as Table)])) };
  }
  const items = object['items'];
  if (!Array.isArray(items)) return object;
  const hidden = items.map((item) => (isTable(item) ? withoutData(item) : item));
  return hidden.some((item, index) => item !== items[index]) ? { ...object, items: hidden } : object;
}

function blanked(data: Table): Table {
  return Object.fromEntries(Object.keys(data).map((key) => [key, '****']));
}
