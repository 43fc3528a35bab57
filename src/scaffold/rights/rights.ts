import type { Chart, Values } from '../../chart/index.ts';
import type { GroupVersionKind } from '../../cluster/index.ts';
import { pluralOf } from '../names.ts';
import { type Granted, grantedBy } from './granted.ts';
import { builtInKinds, type KnownKind, kindsOfDefinitions } from './kinds.ts';
import { type ChartKinds, chartKinds, type RenderedThing } from './renders.ts';
import { type Grant, mergeGrants, type PolicyRule, type Purpose, type TitledRule } from './rules.ts';

/** What an entry of a watches file asks rights for. */
export interface WatchNeeds {
  readonly gvk: GroupVersionKind;
  readonly chart: Chart;
  /** Besides the chart's own, to render with. */
  readonly values: Values;
  /** `crds: CreateReplace` or `Skip`. */
  readonly definitions: 'Create' | 'CreateReplace' | 'Skip';
  /** Kinds that are watched besides: inputs, dependencies, sources of values. */
  readonly reads: readonly GroupVersionKind[];
  /** `serviceAccountName`: somebody else writes the objects. */
  readonly impersonates: boolean;
}

/** Where a kind is served, if anybody knows. */
export type ResourceOf = (gvk: GroupVersionKind) => KnownKind | undefined;

export type Notes = readonly string[];

export interface Rights {
  readonly rules: readonly TitledRule[];
  /** The part of `rules` that a Role can grant, and the part that it cannot. */
  readonly namespaced: readonly TitledRule[];
  readonly clusterWide: readonly TitledRule[];
  /** What could not be known: one sentence each. */
  readonly notes: Notes;
}

const everything = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const reading = ['get', 'list', 'watch'];

/**
 * The least that an operator of these watches has to be allowed. Leases are not among it: they are in its own namespace.
 * @param resourceOf asked before the built-in table; definitions in the charts are known anyway
 * @param addsUnseen kinds that stand in templates count though no rendering showed them
 */
export function rightsOf(
  watches: readonly WatchNeeds[],
  resourceOf: ResourceOf,
  options: { readonly addsUnseen?: boolean } = {},
): Rights {
  const charts = watches.map((watch) => chartKinds(watch.chart, watch.values));
  const defined = charts.flatMap(({ definitions, objects }) => kindsOfDefinitions([...definitions, ...objects]));
  const notes = new Set<string>();
  const find = finder([...defined, ...builtInKinds], resourceOf, notes);
  const granted: Granted[] = [];
  const grants = watches.flatMap((watch, index) => {
    const kinds = charts[index] as ChartKinds;
    const roles = grantedBy(kinds.objects, watch.chart.metadata.name);
    granted.push(roles);
    for (const note of notesOn(kinds, watch, options.addsUnseen ?? false)) notes.add(note);
    return [...grantsFor(watch, kinds, find, options.addsUnseen ?? false), ...roles.grants];
  });
  for (const note of granted.flatMap(({ notes }) => notes)) notes.add(note);
  const urls = granted.flatMap(({ urls }) => urls).map((rule) => ({ purpose: 'granted', rule }) as const);
  const all = [...grants, ...ownGrants()];
  return {
    rules: [...mergeGrants(all), ...uniqueUrls(urls)],
    namespaced: mergeGrants(all.filter(({ namespaced }) => namespaced)),
    clusterWide: [...mergeGrants(all.filter(({ namespaced }) => !namespaced)), ...uniqueUrls(urls)],
    notes: [...notes],
  };
}

type Find = (gvk: GroupVersionKind) => KnownKind;

function finder(known: readonly KnownKind[], resourceOf: ResourceOf, notes: Set<string>): Find {
  return (gvk) => {
    const { group, kind } = gvk;
    const found = resourceOf(gvk) ?? known.find((one) => one.group === group && one.kind === kind);
    if (found) return found;
    const plural = pluralOf(kind.toLowerCase());
    notes.add(
      `${kind} of ${group || 'the core group'} is no kind of Kubernetes or of the charts: its resource is taken to be "${plural}", in namespaces; --kubeconfig asks the cluster, --crd a file`,
    );
    return { group, kind, plural, namespaced: true };
  };
}

function grantsFor(watch: WatchNeeds, kinds: ChartKinds, find: Find, addsUnseen: boolean): Grant[] {
  const { chart, impersonates } = watch;
  const seen = kinds.objects.map(toGvk);
  const unseen = addsUnseen ? kinds.unseen.filter(({ apiVersion }) => apiVersion !== '').map(toGvk) : [];
  const rendered = chart.metadata.type === 'library' ? [] : [...seen, ...unseen];
  return [
    ...resourceGrants(find(watch.gvk)),
    ...rendered.map((one) => grant('release', find(one), impersonates ? reading : everything)),
    ...definitionGrants(watch, kinds.definitions),
    ...kinds.lookups.map((one) => grant('source', find(toGvk(one)), ['get', 'list'])),
    ...watch.reads.map((gvk) => grant('source', find(gvk), reading)),
    ...(impersonates
      ? [{ purpose: 'own', group: '', resource: 'serviceaccounts', verbs: ['impersonate'], namespaced: true } as const]
      : []),
  ];
}

function resourceGrants({ group, plural, namespaced }: KnownKind): Grant[] {
  const of = (resource: string, verbs: readonly string[]): Grant => ({
    purpose: 'resource',
    group,
    resource,
    verbs,
    namespaced,
  });
  return [
    of(plural, ['get', 'list', 'watch', 'update', 'patch']),
    of(`${plural}/status`, ['get', 'update', 'patch']),
    of(`${plural}/finalizers`, ['update']),
  ];
}

function definitionGrants({ definitions }: WatchNeeds, found: readonly RenderedThing[]): Grant[] {
  if (found.length === 0 || definitions === 'Skip') return [];
  const kind = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions', namespaced: false };
  const verbs = definitions === 'CreateReplace' ? ['get', 'create', 'update', 'patch'] : ['get', 'create'];
  return [grant('definition', kind, verbs)];
}

function grant(
  purpose: Purpose,
  { group, plural, namespaced }: Pick<KnownKind, 'group' | 'plural' | 'namespaced'>,
  verbs: readonly string[],
): Grant {
  return { purpose, group, resource: plural, verbs, namespaced };
}

function ownGrants(): Grant[] {
  const core = { group: '', namespaced: true };
  return [
    { purpose: 'release', ...core, resource: 'secrets', verbs: everything },
    { purpose: 'own', ...core, resource: 'events', verbs: ['create', 'patch'] },
  ];
}

function notesOn(kinds: ChartKinds, { chart, impersonates, gvk }: WatchNeeds, addsUnseen: boolean): string[] {
  const { name } = chart.metadata;
  return [
    ...kinds.failures.map(
      (failure) => `${name}: a rendering failed, what it would have shown is not covered: ${failure}`,
    ),
    ...kinds.unseen
      .filter(({ apiVersion }) => !addsUnseen || apiVersion === '')
      .map(
        ({ kind, source }) =>
          `${name}: ${source} has a ${kind} that no rendering showed: give values that show it with -f, or add it with --unseen`,
      ),
    ...(impersonates
      ? [
          `${gvk.kind}: objects are written as the service account that serviceAccountName names: it needs rights of its own`,
        ]
      : []),
  ];
}

function toGvk({ apiVersion, kind }: { apiVersion: string; kind: string }): GroupVersionKind {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

function uniqueUrls(rules: readonly { purpose: 'granted'; rule: PolicyRule }[]): TitledRule[] {
  return [...new Map(rules.map((one) => [JSON.stringify(one.rule), one])).values()];
}
