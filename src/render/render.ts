import { activeChart, type Chart, coalesce, type Values, validateValues } from '../chart/index.ts';
import { compileChart, type Unit } from './compile.ts';
import { readDocuments } from './documents.ts';
import { isHook, readHook, sortHooks } from './hooks.ts';
import { checkInstallable } from './installable.ts';
import type { Capabilities, Hook, Manifest, ReleaseInfo, Rendered } from './manifest.ts';
import { sortByKind } from './order.ts';
import { createScope, type Lookup, type Scope } from './scope.ts';

export interface RenderInput {
  readonly chart: Chart;
  /** The user's: they are coalesced with the chart's here. */
  readonly values: Values;
  /** What messages put in front of a value's path: `spec` where the values are those of a resource. */
  readonly valuesName?: string;
  readonly release: ReleaseInfo;
  readonly capabilities: Capabilities;
  /** Answers `it.Lookup(…)`; without it there is nothing to be found. */
  readonly lookup?: Lookup;
}

/**
 * A chart rendered for one release. Same input, same bytes.
 * @throws CapstanError CHART_INVALID, VALUES_INVALID, TEMPLATE_SYNTAX, TEMPLATE_FAILED or MANIFEST_INVALID.
 */
export function renderChart(input: RenderInput): Rendered {
  checkInstallable(input.chart, input.capabilities);
  const chart = activeChart(input.chart, input.values);
  const values = coalesce(chart, input.values);
  validateValues(chart, values, input.valuesName);
  const { units, crds } = compileChart(chart);
  const scope = createScope({ ...input, chart, values });
  const documents: Manifest[] = [];
  let notes = '';
  for (const unit of units) {
    const text = renderUnit(unit, scope);
    if (unit.isNotes) notes = text.trim();
    else documents.push(...readDocuments(unit.name, text));
  }
  const hooks = documents.filter(isHook).map(readHook);
  return {
    manifests: sortByKind(
      documents.filter((document) => !isHook(document)),
      ({ object }) => object.kind,
    ),
    hooks: sortHooks(hooks.filter((hook): hook is Hook => hook !== undefined)),
    notes,
    crds,
  };
}

function renderUnit(unit: Unit, top: Scope): string {
  if (!unit.templates) return unit.text;
  const scope = unit.path.reduce((scope, name) => scope.Subcharts[name]!, top);
  return unit.templates.render(unit.name, { ...scope, Template: { Name: unit.name, BasePath: unit.basePath } });
}
