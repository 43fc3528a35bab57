import type { Warn } from './chart.ts';
import { mergedDefaults, mergeTables } from './coalesce.ts';
import type { Entry, Node } from './dependencies.ts';
import { formatAs, quote } from './go-text.ts';
import { copyDeep, get, isTable, put, type Table } from './table.ts';
import { tableAt } from './values-path.ts';

/**
 * Takes what `import-values` names from the values of subcharts into those of their parent, where they yield to what the
 * parent says itself: Helm's processDependencyImportValues, from the leaves up.
 */
export function importValues(node: Node, warn: Warn): void {
  for (const subchart of node.dependencies) importValues(subchart, warn);
  if (!node.entries) return;
  const values = mergedDefaults(node, warn);
  const imported: Table = {};
  for (const entry of node.entries) {
    const imports = readImports(entry);
    for (const { child, parent, isExport } of imports) {
      const found = tableAt(values, `${entry.name}.${child}`);
      if ('missing' in found) warn(missingTable(entry.name, found.missing, isExport));
      else mergeTables(imported, placeAt(parent, found.table), warn);
    }
    entry.imports = imports.length > 0 ? imports.map(({ child, parent }) => ({ child, parent })) : undefined;
    entry.isImported = true;
  }
  node.values = mergeTables(copyDeep(values) as Table, imported, warn);
}

interface Import {
  readonly child: string;
  readonly parent: string;
  /** Written as a name below `exports`. */
  readonly isExport: boolean;
}

/** None where a copy of the subchart under another alias was first: as in Helm. */
function readImports({ imports = [], isImported }: Entry): Import[] {
  if (isImported) return [];
  return imports.flatMap((item): Import[] => {
    if (typeof item === 'string') return [{ child: `exports.${item}`, parent: '.', isExport: true }];
    if (!isTable(item)) return [];
    const [child, parent] = ['child', 'parent'].map((key) => formatAs('%v', get(item, key) ?? null));
    return [{ child: child!, parent: parent!, isExport: false }];
  });
}

function missingTable(chart: string, key: string, isExport: boolean): string {
  return isExport
    ? `dependencies.go:287: Warning: ImportValues missing table: ${quote(key)} is not a table`
    : `dependencies.go:270: Warning: ImportValues missing table from chart ${chart}: ${quote(key)} is not a table`;
}

/** `a.b` → `{a: {b: table}}` */
function placeAt(path: string, table: Table): Table {
  if (path === '.') return table;
  return path.split('.').reduceRight((inner, key) => {
    const outer: Table = {};
    put(outer, key, inner);
    return outer;
  }, table);
}
