import { randomBytes } from 'node:crypto';
import { type Chart, loadChart, mergeValues, type Values } from '../../chart/index.ts';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { splitWords } from '../../params/index.ts';
import { checkInstallable } from '../../render/index.ts';
import { locateChart } from '../../repository/index.ts';
import type { Components, HelmComponent } from '../components/index.ts';
import { checkNotKept, pathFor, type Target, textFor, wordsFor } from '../environment/index.ts';
import { secretsOf } from '../secrets/index.ts';
import type { Tools } from '../tools.ts';
import { setAt, type Table, variablesOf } from '../variables/index.ts';
import { type HelmArgs, parseHelmArgs } from './args.ts';
import { checkReleaseName, defaultReleaseName } from './release-name.ts';
import { valuesOf } from './values.ts';

/** A helm component for one user, known to the last value. */
export interface Prepared {
  readonly release: string;
  readonly namespace: string;
  /** Made besides that of the release. */
  readonly namespaces: readonly string[];
  readonly args: HelmArgs;
  /** Of `args`; undefined: that of the environment. */
  readonly kubeconfig: string | undefined;
  /** What values.yaml holds. */
  readonly values: Values;
  readonly valuesFile: string;
  readonly secrets: Table;
  /** Secrets and what is drawn at random: rendered with, recorded nowhere. */
  readonly data: Values;
}

/** @param specs those that the phase goes by */
export async function prepare(
  component: HelmComponent,
  components: Components,
  target: Target,
  specs: Target['specs'],
  tools: Tools,
  signal: AbortSignal,
): Promise<Prepared> {
  const text = (value: string, field: string) => textFor(value, field, component, target);
  const path = (value: string, field: string) => pathFor(value, field, component, target, target.componentBase);
  const args = argsOf(component, target);
  const valuesFile = path(component.valuesFile, 'values_file');
  const kubeconfig = args.kubeconfig === undefined ? undefined : path(args.kubeconfig, 'args');
  if (target.phase !== 'remove') {
    const over = kubeconfig === undefined ? target : { ...target, kubeconfig };
    checkNotKept(valuesFile, 'values_file', component, over);
  }
  return {
    release: checkReleaseName(
      component.release === undefined
        ? defaultReleaseName(component.name, target.user, target.number)
        : text(component.release, 'release'),
    ),
    namespace: args.namespace ?? text(component.namespace, 'namespace'),
    namespaces: component.namespaces.map((one) => text(one, 'namespaces')),
    args,
    kubeconfig,
    valuesFile,
    ...(target.phase === 'remove'
      ? { values: {}, secrets: {}, data: {} } // what was lost, or is wrong by now, keeps nothing from being removed
      : await contentsOf(component, components, target, { specs, args: args.values, path }, tools, signal)),
  };
}

type Contents = Pick<Prepared, 'values' | 'secrets' | 'data'>;

async function contentsOf(
  component: HelmComponent,
  components: Components,
  target: Target,
  given: {
    readonly specs: Target['specs'];
    readonly args: HelmArgs['values'];
    readonly path: (value: string, field: string) => string;
  },
  tools: Tools,
  signal: AbortSignal,
): Promise<Contents> {
  const { specs, args, path } = given;
  const script = components.scripts.get(component.name);
  const variables = variablesOf({
    config: target.config.vars,
    components: [...(script ? [script] : []), component],
    specs,
    environment: target.environment,
  });
  const secrets = await secretsOf(component, target, tools, signal);
  return {
    values: valuesOf(variables, args, (file) => path(file, 'args')),
    secrets,
    data: mergeValues(drawn(component.entropy) as Values, secrets as Values),
  };
}

/** The chart that the component names, fetched where it is not on this disk. */
export async function chartOf(
  component: HelmComponent,
  { args }: Prepared,
  target: Target,
  tools: Tools,
  signal: AbortSignal,
): Promise<Chart> {
  const written = textFor(component.chart, 'chart', component, target);
  const isPath = /^(\.{0,2}\/|~\/)/.test(written);
  const reference = isPath ? pathFor(component.chart, 'chart', component, target, tools.places.home) : written;
  const version = args.version ?? (component.version && textFor(component.version, 'version', component, target));
  const chart = await loadChart(
    await locateChart(reference, version === undefined ? {} : { version }, tools.repository, signal),
  );
  checkInstallable(chart);
  return chart;
}

function argsOf(component: HelmComponent, target: Target): HelmArgs {
  const more = splitWords(target.environment['CLOUDMGR_HELM_ARGS'] ?? '');
  try {
    return parseHelmArgs([...wordsFor(component, target), ...more]);
  } catch (error) {
    if (!isCapstanError(error, 'COMPONENT_INVALID') || error.place) throw error;
    throw new CapstanError('COMPONENT_INVALID', `component ${component.name}: ${error.message}`, {
      cause: error,
      place: component.place,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

/** For passwords that nobody gave: a chart makes them of it once and keeps what the cluster has. */
function drawn(paths: readonly string[]): Table {
  const table: Table = {};
  for (const path of paths) setAt(table, path, randomBytes(32).toString('hex'), true);
  return table;
}
