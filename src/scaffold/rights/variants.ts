import { activeChart, type Chart, coalesce, isTable, type Values } from '../../chart/index.ts';

/** Values that a chart is rendered with to see more of it; '' is the chart as it is. */
interface Variant {
  readonly name: string;
  readonly values: Values;
}

type Path = readonly string[];

/** More single turns than that would take a large chart too long; all on and all off stay. */
const singleTurnsAtMost = 200;

export function variantsOf(chart: Chart, user: Values): Variant[] {
  const conditions = conditionsOf(chart);
  const everythingIn = conditions.reduce<Values>((values, path) => withValue(values, path, true), user);
  const active = activeChart(chart, everythingIn);
  const all = coalesce(active, everythingIn);
  const booleans = [...booleansOf(all), ...conditions.filter((path) => valueAt(all, path) === undefined)];
  const unique = [...new Map(booleans.map((path) => [JSON.stringify(path), path])).values()];
  const turns = unique.slice(0, singleTurnsAtMost).map((path) => {
    const to = valueAt(all, path) !== true || conditions.includes(path);
    return { name: `${path.join('.')}=${to}`, values: withValue({}, path, to) };
  });
  return [
    { name: '', values: {} },
    ...(unique.length === 0
      ? []
      : [
          { name: 'all booleans true', values: setAll(unique, true) },
          { name: 'all booleans false', values: setAll(unique, false) },
        ]),
    ...turns,
    ...choicesOf(chart).map(({ path, value }) => ({
      name: `${path.join('.')}=${value}`,
      values: withValue({}, path, value),
    })),
  ];
}

/** What switches subcharts on: first of their conditions, and their tags. */
function conditionsOf(chart: Chart, prefix: Path = []): Path[] {
  const own = (chart.metadata.dependencies ?? []).flatMap(({ condition, tags = [] }) => {
    const [first] = (condition ?? '').split(',');
    return [
      ...(first ? [[...prefix, ...first.trim().split('.')]] : []),
      ...(prefix.length === 0 ? tags.map((tag) => ['tags', tag]) : []),
    ];
  });
  return [
    ...own,
    ...chart.dependencies.flatMap((subchart) => conditionsOf(subchart, [...prefix, subchart.metadata.name])),
  ];
}

function booleansOf(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'boolean') return [path];
  if (!isTable(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => booleansOf(child, [...path, key]));
}

/** The texts that a schema lets one choose from, at places that can be reached by names alone. */
function choicesOf(chart: Chart): { path: Path; value: string }[] {
  try {
    return chart.schema === undefined ? [] : choicesIn(JSON.parse(chart.schema), []);
  } catch {
    return []; // the chart itself says so when it is rendered
  }
}

function choicesIn(schema: unknown, path: Path): { path: Path; value: string }[] {
  if (!isTable(schema)) return [];
  const own = Array.isArray(schema['enum']) ? schema['enum'].filter((value) => typeof value === 'string') : [];
  const below = isTable(schema['properties']) ? Object.entries(schema['properties']) : [];
  return [
    ...own.map((value: string) => ({ path, value })),
    ...below.flatMap(([key, child]) => choicesIn(child, [...path, key])),
  ];
}

function setAll(paths: readonly Path[], to: boolean): Values {
  return paths.reduce<Values>((values, path) => withValue(values, path, to), {});
}

function withValue(values: Values, [key = '', ...rest]: Path, to: unknown): Values {
  if (rest.length === 0) return { ...values, [key]: to };
  const child = values[key];
  return { ...values, [key]: withValue(isTable(child) ? child : {}, rest, to) };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (isTable(at) ? at[key] : undefined), value);
}
