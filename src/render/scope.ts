import { type Chart, isTable, type Values } from '../chart/index.ts';
import { Files } from './files.ts';
import type { Capabilities, ReleaseInfo } from './manifest.ts';

/** What `it` is in a template, but for `Template`, which differs from one to the next. Helm's names. */
export interface Scope {
  readonly Values: Values;
  readonly Release: object;
  readonly Chart: object;
  readonly Capabilities: object;
  readonly Files: Files;
  readonly Subcharts: Readonly<Record<string, Scope>>;
  readonly Lookup: Lookup;
}

/** An object of the cluster, or a list of them when `name` is ''; {} when there is none, or no cluster. */
export type Lookup = (apiVersion: string, kind: string, namespace: string, name: string) => object;

interface ScopeInput {
  readonly chart: Chart;
  readonly values: Values;
  readonly release: ReleaseInfo;
  readonly capabilities: Capabilities;
  readonly lookup?: Lookup | undefined;
}

/** The scopes of a chart and, under `Subcharts`, of all below it. `values` are coalesced. */
export function createScope({ chart, values, release, capabilities, lookup }: ScopeInput): Scope {
  const shared = {
    Release: Object.freeze({
      Name: release.name,
      Namespace: release.namespace,
      Service: 'Helm',
      Revision: release.revision,
      IsInstall: release.isInstall,
      IsUpgrade: release.isUpgrade,
    }),
    Capabilities: capabilitiesOf(capabilities),
    Lookup: lookup ?? noLookup,
  };
  const build = (chart: Chart, values: Values, isRoot: boolean): Scope => ({
    ...shared,
    ...(isRoot ? perChart(chart).root : perChart(chart).sub),
    Values: values,
    Subcharts: Object.fromEntries(
      chart.dependencies.map((subchart) => {
        const { name } = subchart.metadata;
        const scoped = values[name];
        return [name, build(subchart, isTable(scoped) ? scoped : {}, false)];
      }),
    ),
  });
  return build(chart, values, true);
}

const noLookup: Lookup = () => ({});

interface ChartScope {
  readonly Chart: object;
  readonly Files: Files;
}

const chartScopes = new WeakMap<Chart, { root: ChartScope; sub: ChartScope }>();

function perChart(chart: Chart): { root: ChartScope; sub: ChartScope } {
  let scopes = chartScopes.get(chart);
  if (!scopes) {
    const files = new Files(chart.files);
    const named = Object.entries(chart.metadata).map(([key, value]) => [capitalise(key), value] as const);
    const build = (isRoot: boolean) => ({
      Chart: Object.freeze({ ...emptyMetadata, ...Object.fromEntries(named), IsRoot: isRoot }),
      Files: files,
    });
    scopes = { root: build(true), sub: build(false) };
    chartScopes.set(chart, scopes);
  }
  return scopes;
}

/** Fields of Helm's Metadata that a chart may leave out and its templates may still read. */
const emptyMetadata = {
  AppVersion: '',
  Description: '',
  KubeVersion: '',
  Type: '',
  Home: '',
  Icon: '',
  Deprecated: false,
};

/** `appVersion` → `AppVersion`, `apiVersion` → `APIVersion`: the names of Helm's Go fields. */
function capitalise(key: string): string {
  return key === 'apiVersion' ? 'APIVersion' : key.charAt(0).toUpperCase() + key.slice(1);
}

/** The Helm whose behaviour is copied. */
const helmVersion = Object.freeze({ Version: 'v3.21.4', GitCommit: '', GitTreeState: '', GoVersion: '' });

const capabilityScopes = new WeakMap<Capabilities, object>();

function capabilitiesOf(capabilities: Capabilities): object {
  let scope = capabilityScopes.get(capabilities);
  if (!scope) {
    const { version, major, minor } = capabilities.kubeVersion;
    scope = Object.freeze({
      KubeVersion: Object.freeze({
        Version: version,
        GitVersion: version,
        Major: major,
        Minor: minor,
        toString: () => version,
      }),
      APIVersions: versionSet(capabilities.apiVersions),
      HelmVersion: helmVersion,
    });
    capabilityScopes.set(capabilities, scope);
  }
  return scope;
}

/** A list that answers `Has('apps/v1')` and `Has('apps/v1/Deployment')`. */
function versionSet(versions: readonly string[]): readonly string[] {
  const known = new Set(versions);
  return Object.freeze(Object.defineProperty([...versions], 'Has', { value: (version: string) => known.has(version) }));
}
