import type { Chart, Values } from '../../chart/index.ts';
import { asChartValues, type GoMap, int, type Struct, type Value } from '../../template/index.ts';
import { Files } from '../files.ts';
import type { Capabilities, ReleaseInfo } from '../manifest.ts';
import { capabilitiesStruct } from './capabilities.ts';
import { filesStruct } from './files.ts';
import { chartStruct } from './metadata.ts';
import { toGoMap } from './values.ts';

export interface GoScopeInput {
  readonly chart: Chart;
  /** Coalesced. */
  readonly values: Values;
  readonly release: ReleaseInfo;
  readonly capabilities: Capabilities;
}

/** What `.` is in the templates of a chart, and of each chart below it. Templates change it, and see each other's changes. */
export interface GoScope {
  /** Of the type chartutil.Values. */
  readonly root: GoMap;
  /** The same as the plain map that it is in `.Subcharts`. */
  readonly plain: GoMap;
  readonly subcharts: ReadonlyMap<string, GoScope>;
}

/** As Helm's engine builds it: a subchart's Values are the table of its name in its parent's, the same table. */
export function createGoScope({ chart, values, release, capabilities }: GoScopeInput): GoScope {
  const shared: readonly (readonly [string, Value])[] = [
    ['Release', releaseMap(release)],
    ['Capabilities', capabilitiesStruct(capabilities)],
  ];
  return build(chart, toGoMap(values), true);

  function build(chart: Chart, values: GoMap, isRoot: boolean): GoScope {
    const subcharts = new Map<string, GoScope>();
    for (const subchart of chart.dependencies) {
      const { name } = subchart.metadata;
      subcharts.set(name, build(subchart, tableAt(values, name.split('.')), false));
    }
    const { asRoot, asSubchart, files } = perChart(chart);
    const plain: GoMap = new Map<string, Value>([
      ['Chart', isRoot ? asRoot : asSubchart],
      ['Files', files],
      ...shared,
      ['Values', asChartValues(values)],
      ['Subcharts', new Map([...subcharts].map(([name, { plain }]) => [name, plain] as const))],
    ]);
    return { root: asChartValues(plain), plain, subcharts };
  }
}

/** A chart whose name has dots in it has its values at that path; an empty table where there is none. */
function tableAt(values: GoMap, path: readonly string[]): GoMap {
  let table = values;
  for (const name of path) {
    const inner = table.get(name);
    if (!(inner instanceof Map)) return new Map();
    table = inner;
  }
  return table;
}

function releaseMap(release: ReleaseInfo): GoMap {
  return new Map<string, Value>([
    ['Name', release.name],
    ['Namespace', release.namespace],
    ['IsUpgrade', release.isUpgrade],
    ['IsInstall', release.isInstall],
    ['Revision', int(release.revision)],
    ['Service', 'Helm'],
  ]);
}

interface ChartStructs {
  readonly asRoot: Struct;
  readonly asSubchart: Struct;
  readonly files: Struct;
}

const structs = new WeakMap<Chart, ChartStructs>();

/** Made once per chart: a template cannot change them. */
function perChart(chart: Chart): ChartStructs {
  let made = structs.get(chart);
  if (!made) {
    made = {
      asRoot: chartStruct(chart.metadata, true),
      asSubchart: chartStruct(chart.metadata, false),
      files: filesStruct(new Files(chart.files)),
    };
    structs.set(chart, made);
  }
  return made;
}
