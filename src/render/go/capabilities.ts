import { func, type List, Struct, type StructType, typedList } from '../../template/index.ts';
import { helmVersion } from '../helm-version.ts';
import type { Capabilities } from '../manifest.ts';

const made = new WeakMap<Capabilities, Struct>();

/** `.Capabilities`, once for all releases between two discoveries: a template cannot change it. */
export function capabilitiesStruct(capabilities: Capabilities): Struct {
  let struct = made.get(capabilities);
  if (!struct) {
    struct = build(capabilities);
    made.set(capabilities, struct);
  }
  return struct;
}

function build({ kubeVersion, apiVersions }: Capabilities): Struct {
  const { version, major, minor } = kubeVersion;
  return new Struct(
    capabilitiesType,
    new Map([
      [
        'KubeVersion',
        new Struct(kubeVersionType, new Map(Object.entries({ Version: version, Major: major, Minor: minor }))),
      ],
      ['APIVersions', new Struct(versionSetType, new Map(), versionSet(apiVersions))],
      ['HelmVersion', new Struct(buildInfoType, new Map(Object.entries(helmVersion)))],
    ]),
  );
}

interface VersionSet {
  readonly known: ReadonlySet<string>;
  readonly list: List;
}

function versionSet(versions: readonly string[]): VersionSet {
  return { known: new Set(versions), list: typedList('string', [...versions]) };
}

const capabilitiesType: StructType = {
  name: '*chartutil.Capabilities',
  kind: 'ptr',
  methods: { Copy: (capabilities) => func([], () => capabilities) },
};

const kubeVersionType: StructType = {
  name: 'chartutil.KubeVersion',
  kind: 'struct',
  pointerText: versionText,
  methods: {
    String: (version) => func([], () => versionText(version)),
    GitVersion: (version) => func([], () => versionText(version)),
  },
};

const versionSetType: StructType = {
  name: 'chartutil.VersionSet',
  kind: 'slice',
  items: (set) => (set.self as VersionSet).list,
  json: (set) => (set.self as VersionSet).list,
  methods: { Has: (set) => func(['string'], (version) => (set.self as VersionSet).known.has(version)) },
};

const buildInfoKeys = {
  Version: 'version',
  GitCommit: 'git_commit',
  GitTreeState: 'git_tree_state',
  GoVersion: 'go_version',
};

const buildInfoType: StructType = {
  name: 'version.BuildInfo',
  kind: 'struct',
  json: ({ fields }) =>
    new Map(
      Object.entries(buildInfoKeys).flatMap(([name, key]) => (fields.get(name) ? [[key, fields.get(name)!]] : [])),
    ),
};

function versionText(version: Struct): string {
  return version.fields.get('Version') as string;
}
