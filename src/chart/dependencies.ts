import { CapstanError } from '../errors/index.ts';
import type { Chart, ChartMetadata, Values } from './chart.ts';
import { coalesce } from './coalesce.ts';

interface Requirement {
  readonly name: string;
  readonly alias?: string;
  readonly condition?: string;
  readonly tags?: readonly string[];
}

/**
 * The chart as these user values make it: a subchart that its condition or its tags switch off is left out. Helm's rules:
 * the first path of the condition that holds a boolean decides, else the tags, else it is on. The same Chart comes back
 * for the same choice, so that what is kept per chart stays good.
 */
export function activeChart(chart: Chart, user: Values): Chart {
  return hasRequirements(chart) ? select(chart, coalesce(chart, user), []) : chart;
}

/**
 * A chart's subcharts as Chart.yaml's `dependencies` name them: one for each entry, under its alias where it has one, and
 * after them those in charts/ that no entry names.
 * @throws CapstanError CHART_INVALID for an entry that has no chart in charts/.
 */
export function nameSubcharts(metadata: ChartMetadata, subcharts: readonly Chart[], file: string): Chart[] {
  const requirements = requirementsOf({ metadata });
  const missing = requirements.filter(({ name }) => !subcharts.some(({ metadata }) => metadata.name === name));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw new CapstanError('CHART_INVALID', `found in Chart.yaml, but missing in charts/ directory: ${names}`, {
      place: { file },
      hint: 'put the subchart into charts/, unpacked',
    });
  }
  const unnamed = subcharts.filter(({ metadata }) => !requirements.some(({ name }) => name === metadata.name));
  const named = requirements.map((requirement) => {
    const subchart = subcharts.find(({ metadata }) => metadata.name === requirement.name)!;
    return requirement.alias ? withName(subchart, requirement.alias) : subchart;
  });
  return [...unnamed, ...named];
}

function withName(chart: Chart, name: string): Chart {
  return Object.freeze({ ...chart, metadata: Object.freeze({ ...chart.metadata, name }) });
}

function hasRequirements(chart: Chart): boolean {
  return requirementsOf(chart).length > 0 || chart.dependencies.some(hasRequirements);
}

function requirementsOf(chart: Pick<Chart, 'metadata'>): readonly Requirement[] {
  return (chart.metadata['dependencies'] as readonly Requirement[] | null | undefined) ?? [];
}

/** `path` is where the chart's own values stand in those of the top chart; tags are looked up at the top alone. */
function select(chart: Chart, values: Values, path: readonly string[]): Chart {
  const requirements = requirementsOf(chart);
  const kept = chart.dependencies
    .filter(({ metadata: { name } }) => {
      const requirement = requirements.find((entry) => (entry.alias ?? entry.name) === name);
      return requirement === undefined || isEnabled(requirement, values, path);
    })
    .map((subchart) => select(subchart, values, [...path, subchart.metadata.name]));
  return variant(chart, kept);
}

function isEnabled(requirement: Requirement, values: Values, path: readonly string[]): boolean {
  for (const condition of (requirement.condition ?? '').split(',')) {
    const value = condition.trim() === '' ? undefined : lookUp(values, [...path, ...condition.trim().split('.')]);
    if (typeof value === 'boolean') return value;
  }
  const tags = (requirement.tags ?? []).map((tag) => lookUp(values, ['tags', tag]));
  return tags.includes(true) || !tags.includes(false);
}

function lookUp(values: unknown, path: readonly string[]): unknown {
  let value = values;
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Values)[key];
  }
  return value;
}

const variants = new WeakMap<Chart, Chart[]>();

function variant(chart: Chart, kept: readonly Chart[]): Chart {
  const isSame = (other: Chart) =>
    other.dependencies.length === kept.length && other.dependencies.every((subchart, i) => subchart === kept[i]);
  if (isSame(chart)) return chart;
  const known = variants.get(chart) ?? [];
  let found = known.find(isSame);
  if (!found) {
    found = Object.freeze({ ...chart, dependencies: Object.freeze([...kept]) });
    variants.set(chart, [...known, found]);
  }
  return found;
}
