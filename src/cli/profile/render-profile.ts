import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chart, loadOnce, mergeValues, type Values } from '../../chart/index.ts';
import { findWatch, generateFresh } from '../../operator/index.ts';
import { withoutOrder } from '../../release/index.ts';
import {
  type Capabilities,
  chartDefinitions,
  localCapabilities,
  type Manifest,
  type RenderedObject,
  renderChart,
} from '../../render/index.ts';
import { readGoYaml } from '../../yaml/index.ts';
import { installationFolder } from './installation.ts';
import { placeIn } from './placement.ts';
import type { Profile } from './profiles.ts';

export interface ProfileInput {
  readonly profile: Profile;
  readonly namespace: string;
  /** Laid over those of the profile. */
  readonly values: Values;
  /** What is at `.Values.generated`; default: made up for this call alone. */
  readonly generated?: Values;
}

/** One object, and its place below the dump's folder without ending: `pg/dep`. */
export interface DumpedObject {
  readonly path: string;
  readonly object: RenderedObject;
}

export interface RenderedProfile {
  /** In the order of their paths. */
  readonly objects: readonly DumpedObject[];
  /** Every path that some values or others give an object. */
  readonly paths: ReadonlySet<string>;
  /** What was laid over the chart's own values: those of the profile, and the given. */
  readonly spec: Values;
  readonly generated: Values;
}

/** The objects that the operator would apply for a resource with these values, hooks left out. No cluster is asked. */
export async function renderProfile(input: ProfileInput): Promise<RenderedProfile> {
  const { profile, namespace } = input;
  const folder = installationFolder();
  const { entry, chartPath } = await findWatch('watches.yaml', profile.gvk, { cwd: folder, env: process.env });
  const chart = loadOnce(chartPath);
  const spec = mergeValues(readOverlay(join(chartPath, profile.overlay)), input.values);
  const { group, version, kind } = profile.gvk;
  const metadata = { name: profile.resource, namespace };
  const resource = { apiVersion: `${group}/${version}`, kind, metadata, spec };
  const generated = input.generated ?? generateFresh(entry.generate, resource, { name: profile.resource });
  const definitions = profile.hasDefinitions || asksForKinds(chart) ? chartDefinitions(chart, spec) : [];
  const { manifests } = renderChart({
    chart,
    values: mergeValues(spec, { generated }),
    valuesName: 'spec',
    capabilities: capabilitiesWith(definitions),
    release: { name: profile.resource, namespace, revision: 1, isInstall: true, isUpgrade: false },
  });
  const takes = isTakenBy(profile, definitions);
  const place = placeIn(namespace, () => chartDefinitions(chart, spec).map(({ object }) => object));
  const objects = [
    ...manifests.map(({ source, object }) => ({ path: pathOf(source), object: withoutInstaller(object) })),
    ...definitions.map(({ source, object }) => ({ path: pathOf(source), object })),
  ].filter(({ path }) => takes(path));
  return {
    objects: objects
      .map(({ path, object }) => ({ path, object: place(object) }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    paths: new Set([...templatePaths(chart), ...definitions.map(({ source }) => pathOf(source))].filter(takes)),
    spec,
    generated,
  };
}

function readOverlay(file: string): Values {
  return (readGoYaml(readFileSync(file, 'utf8'), { into: 'map', file }) ?? {}) as Values;
}

/** `cnvrg-app/templates/pg/dep.yaml.eta` → `pg/dep`, `cnvrg-infra/charts/cnvrg-common/crds/x.yaml` → `crds/x`. */
function pathOf(source: string): string {
  return source.replace(/^.*?\/(?:templates\/|(?=crds\/))/, '').replace(/\.ya?ml(?:\.eta)?$/, '');
}

function templatePaths(chart: Chart): string[] {
  return chart.templates
    .map(({ path }) => path)
    .filter((path) => /\.ya?ml(?:\.eta)?$/.test(path) && !/(?:^|\/)_[^/]*$/.test(path))
    .map((path) => pathOf(`${chart.metadata.name}/${path}`));
}

function isTakenBy(profile: Profile, definitions: readonly Manifest[]): (path: string) => boolean {
  const groups = new Map(definitions.map(({ source, object }) => [pathOf(source), groupOf(object)]));
  return (path) => {
    const group = groups.get(path);
    return group === undefined ? profile.takesTemplate(path) : profile.takesDefinition(group);
  };
}

function groupOf({ metadata }: RenderedObject): string {
  return metadata.name.slice(metadata.name.indexOf('.') + 1);
}

/** Whether a template looks at the kinds that are served: it takes a while to read the definitions. */
function asksForKinds(chart: Chart): boolean {
  return chart.templates.some(({ data }) => data.includes('APIVersions')) || chart.dependencies.some(asksForKinds);
}

/** The operator has defined its chart's kinds by the time it renders; those of OpenShift are there where they are asked for. */
function capabilitiesWith(definitions: readonly Manifest[]): Capabilities {
  const apiVersions = definitions.flatMap(({ object }) => {
    const { group, names, versions } = object['spec'] as {
      group: string;
      names: { kind: string };
      versions: readonly { name: string }[];
    };
    return versions.flatMap(({ name }) => [`${group}/${name}`, `${group}/${name}/${names.kind}`]);
  });
  return localCapabilities({ apiVersions: [...apiVersions, 'route.openshift.io/v1', 'route.openshift.io/v1/Route'] });
}

/** As it is to be sent: without the words to who installs it in which order, one of which Kubernetes does not take. */
function withoutInstaller(object: RenderedObject): RenderedObject {
  const { annotations, ...metadata } = object.metadata;
  const { 'helm.sh/resource-group': _, ...others } = withoutOrder(annotations);
  const isEmpty = Object.keys(others).length === 0;
  return { ...object, metadata: { ...metadata, ...(isEmpty ? {} : { annotations: others }) } };
}
