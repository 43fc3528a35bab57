import {
  activeChart,
  type Chart,
  coalesce,
  type SchemaDocuments,
  type Values,
  validateValues,
} from '../chart/index.ts';
import { CapstanError } from '../errors/index.ts';
import { asChartValues, createHelmWorld, type HelmWorld } from '../template/index.ts';
import { compileChart, type Unit } from './compile.ts';
import { createGoScope, type GoScope, toGoValue, withInt64, withNumbers } from './go/index.ts';
import { checkInstallable, checkKubeVersion } from './installable.ts';
import type { Capabilities, ReleaseInfo } from './manifest.ts';
import { createScope, type Lookup, type Scope } from './scope.ts';

export interface RenderInput {
  readonly chart: Chart;
  /** The user's: they are coalesced with the chart's here. */
  readonly values: Values;
  /** What messages put in front of a value's path: `spec` where the values are those of a resource. */
  readonly valuesName?: string;
  readonly release: ReleaseInfo;
  readonly capabilities: Capabilities;
  /** What the integers of `values` are to Go templates: those of a file are float64, those of a resource int64. */
  readonly integers?: 'float64' | 'int64';
  /** Answers `lookup`; without it there is nothing to be found. */
  readonly lookup?: Lookup | undefined;
  /** Answers `getHostByName`; without it '' does. */
  readonly resolveHost?: ((name: string) => string) | undefined;
  readonly skipSchemaValidation?: boolean;
  /** What schemas refer to by URL, fetched beforehand. */
  readonly schemas?: SchemaDocuments;
}

/** A chart whose values are put together: it is the one in use, its subcharts named and switched off as they say. */
export interface ReadyInput
  extends Pick<RenderInput, 'chart' | 'values' | 'release' | 'capabilities' | 'lookup' | 'resolveHost'> {
  /** Told of what is required and missing, and of `fail`, which then stop nothing. */
  readonly tolerate?: (message: string) => void;
}

/** What a template wrote, before anybody reads it. */
export interface RenderedFile {
  readonly name: string;
  readonly text: string;
}

export interface RenderedFiles {
  /** The chart without the subcharts that are switched off. */
  readonly chart: Chart;
  /** In the order of their names, which is the order Helm reads them in. Without notes. */
  readonly files: readonly RenderedFile[];
  /** NOTES.txt rendered; '' when there is none. */
  readonly notes: string;
  /** What Helm says of values that do not fit together. */
  readonly warnings: readonly string[];
}

/**
 * Executes all templates of a chart.
 * @throws CapstanError CHART_INVALID, VALUES_INVALID, TEMPLATE_SYNTAX or TEMPLATE_FAILED.
 */
export function renderFiles(input: RenderInput): RenderedFiles {
  checkInstallable(input.chart);
  const given = input.integers === 'int64' ? withInt64(input.values) : input.values;
  const warnings = [...input.chart.warnings];
  const warn = (line: string) => void warnings.push(line);
  const chart = activeChart(input.chart, given, warn);
  const values = coalesce(chart, given, warn);
  if (!input.skipSchemaValidation) {
    validateValues(chart, values, input.valuesName, { documents: input.schemas });
  }
  checkKubeVersion(chart, input.capabilities);
  return { chart, ...execute({ ...input, chart, values }), warnings };
}

/**
 * What each template writes, without notes, and without checks of the chart, its values and the cluster.
 * @throws CapstanError TEMPLATE_SYNTAX or TEMPLATE_FAILED.
 */
export function renderTemplates(input: ReadyInput): readonly RenderedFile[] {
  return execute(input).files;
}

function execute(input: ReadyInput): Pick<RenderedFiles, 'files' | 'notes'> {
  const scopes = new Scopes(input);
  const files: RenderedFile[] = [];
  let notes = '';
  let length = 0;
  for (const unit of compileChart(input.chart)) {
    const text = unit.templates.render(unit.name, scopes.of(unit), scopes.world);
    length += text.length;
    if (length > maxLength) throw tooLarge(input.chart);
    if (unit.role === 'notes') notes = text;
    if (unit.role === 'manifests') files.push({ name: unit.name, text });
  }
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), notes };
}

/** Of all templates together: a hundred times what a release record can hold. */
const maxLength = 64 * 1024 * 1024;

function tooLarge({ metadata }: Chart): CapstanError {
  return new CapstanError(
    'TEMPLATE_FAILED',
    `the templates of chart ${metadata.name} write more than ${maxLength} bytes`,
    {
      hint: 'look for a loop that goes over a number from the values',
    },
  );
}

/** What the templates of one release see, in each language's form; made when the first template in it runs. */
class Scopes {
  readonly world: HelmWorld;
  private readonly input: ReadyInput;
  private eta: Scope | undefined;
  private go: GoScope | undefined;

  constructor(input: ReadyInput) {
    this.input = input;
    const { lookup, resolveHost, tolerate } = input;
    this.world = createHelmWorld({
      ...(lookup && { lookup: (...query) => toGoValue(withInt64(lookup(...query))) }),
      ...(resolveHost && { resolveHost }),
      ...(tolerate && { tolerate }),
    });
  }

  of(unit: Unit): object {
    return unit.language === 'eta' ? this.etaScope(unit) : this.goScope(unit);
  }

  private etaScope({ name, path, basePath }: Unit): object {
    this.eta ??= createScope({ ...this.input, values: withNumbers(this.input.values) });
    const scope = path.reduce((scope, subchart) => scope.Subcharts[subchart]!, this.eta);
    return { ...scope, Template: { Name: name, BasePath: basePath } };
  }

  private goScope({ name, path, basePath }: Unit): object {
    this.go ??= createGoScope(this.input);
    const { root } = path.reduce((scope, subchart) => scope.subcharts.get(subchart)!, this.go);
    const template = new Map([
      ['Name', name],
      ['BasePath', basePath],
    ]);
    return root.set('Template', asChartValues(template));
  }
}
