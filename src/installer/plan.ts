import { type Chart, coalesce, mergeValues, type Values } from '../chart/index.ts';
import type { PemFile, Tls } from './certificates/index.ts';
import type { Given, InstallerChart } from './charts/index.ts';
import { imageRepositoryOf, type Settings } from './settings/index.ts';

/** One chart with all that it is told: its release is called as it is. */
export interface Step {
  readonly chart: Chart;
  readonly name: string;
  /** What is recorded as the release's own values. */
  readonly values: Values;
  /** With the chart's defaults: what later charts are told. */
  readonly effective: Values;
}

/**
 * Every chart's values before the first one is installed: those of its files, over them what it is told of the charts before
 * it. Pure, so that the whole of an install is known, and can be looked at, before the cluster is touched.
 */
export function planInstall(
  settings: Pick<Settings, 'values' | 'source' | 'tls'>,
  table: readonly InstallerChart[],
  charts: readonly Chart[],
): readonly Step[] {
  const given = new Map<Given, Values>();
  return table.map((entry) => {
    const chart = charts.find(({ metadata }) => metadata.name === entry.name);
    if (!chart) throw new Error(`there is no chart ${entry.name}`); // fetchCharts sees to it
    const own = ownValues(entry, settings);
    const told = Object.fromEntries(entry.takes.map((key) => [key, given.get(key) ?? {}]));
    const values = { ...own, ...told };
    const effective = coalesce(chart, values);
    if (entry.gives) given.set(entry.gives, toGive(entry.gives, effective));
    return { chart, name: entry.name, values, effective };
  });
}

function toGive(key: Given, effective: Values): Values {
  return key === 'schemaUpgrader' ? ((effective[key] as Values | undefined) ?? {}) : effective;
}

function ownValues(entry: InstallerChart, settings: Pick<Settings, 'values' | 'source' | 'tls'>): Values {
  const files = entry.sources.length > 0 ? entry.sources.map(({ file }) => file) : [`${entry.name}.yaml`];
  const edited = files.reduce<Values>((values, file) => mergeValues(values, settings.values.get(file) ?? {}), {});
  if (entry.gives === 'certs') return { ...edited, ...missingPairs(edited, certificateValues(settings.tls)) };
  if (entry.hasImages) return { ...edited, ...whereEmpty(edited, imageValues(settings)) };
  return edited;
}

/** Those of `ours` that nobody wrote anything for. */
function whereEmpty(edited: Values, ours: Readonly<Record<string, string>>): Values {
  const isEmpty = (key: string) => [undefined, null, ''].includes(edited[key] as string);
  return Object.fromEntries(Object.entries(ours).filter(([key]) => isEmpty(key)));
}

/** A certificate of one place and a key of another are no pair. */
function missingPairs(edited: Values, ours: Readonly<Record<string, string>>): Values {
  const missing = whereEmpty(edited, ours);
  const isWhole = ([cert, key]: readonly [string, string]) => [cert, key].every((one) => !edited[one]);
  const keys = certificatePairs.filter(isWhole).flat();
  return Object.fromEntries(Object.entries(missing).filter(([key]) => keys.some((one) => one === key)));
}

const certificatePairs = [
  ['cert', 'key'],
  ['cacert', 'cakey'],
] as const;

/** Charts without values of their own use the images of the application. */
function imageValues({ source, values }: Pick<Settings, 'source' | 'values'>): Record<string, string> {
  const application = values.get('knit-app.yaml') ?? {};
  const said = (key: string, otherwise: string) => (application[key] as string | undefined) || otherwise;
  const pullSecret = said('imagePullSecret', source.pullSecret);
  return {
    imageRepository: said('imageRepository', imageRepositoryOf(source)),
    ...(pullSecret === '' ? {} : { imagePullSecret: pullSecret }),
  };
}

function certificateValues(tls: Tls<PemFile> | undefined): Record<string, string> {
  const authority = tls?.authority;
  const texts = {
    cert: tls?.server.cert.text,
    key: tls?.server.key.text,
    // A Secret of the authority needs both.
    cacert: authority?.key && authority.cert.text,
    cakey: authority?.key?.text,
  };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) =>
      text === undefined ? [] : [[key, Buffer.from(text).toString('base64')]],
    ),
  );
}
