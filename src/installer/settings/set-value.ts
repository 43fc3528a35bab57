import { isMap, isScalar, parseDocument } from 'yaml';

/**
 * A YAML text with one value set, and all else, comments too, as it was. A key that is not there yet is added, where the text
 * has to be written anew.
 */
export function setValue(text: string, path: readonly string[], value: string | number | boolean): string {
  const document = parseDocument(text);
  const node = document.getIn(path, true);
  if (isScalar(node) && node.range && node.range[0] < node.range[1]) {
    const [start, end] = node.range;
    return text.slice(0, start) + JSON.stringify(value) + text.slice(end);
  }
  if (!isMap(document.contents)) return `${text.trimEnd()}\n${nested(path, value)}`.trimStart();
  document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}

function nested(path: readonly string[], value: string | number | boolean): string {
  const lines = path.map((key, depth) => `${'  '.repeat(depth)}${key}:`);
  return `${lines.join('\n')} ${JSON.stringify(value)}\n`;
}
