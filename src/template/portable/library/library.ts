import { lists } from './lists.ts';
import { numbers } from './numbers.ts';
import { output } from './output.ts';
import { root } from './root.ts';
import { texts } from './texts.ts';
import { values } from './values.ts';

const library: Readonly<Record<string, string>> = { ...root, ...values, ...texts, ...numbers, ...lists, ...output };

/** The templates of those names, and what they need themselves. */
export function libraryFile(names: Iterable<string>, prefix: string): string {
  const needed = new Set<string>();
  const add = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const [, other] of library[name]!.matchAll(/"@\.(\w+)"/g)) add(other!);
  };
  for (const name of names) add(name);
  const defines = [...needed]
    .sort()
    .map((name) => `{{- define "${prefix}.${name}" }}${library[name]!.replaceAll('"@.', `"${prefix}.`)}\n{{- end }}\n`);
  return defines.join('\n');
}
