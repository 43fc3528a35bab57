/**
 * The order in which Helm parses and executes the templates of a chart: those deepest in folders first, within one depth
 * from the last name to the first. The last definition of a name counts, so a chart's stands above its subcharts'.
 */
export function executionOrder<T extends { readonly name: string }>(templates: readonly T[]): T[] {
  return templates.toSorted(
    (a, b) => depthOf(b.name) - depthOf(a.name) || (a.name < b.name ? 1 : a.name > b.name ? -1 : 0),
  );
}

function depthOf(name: string): number {
  let depth = 0;
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) depth += 1;
  return depth;
}
