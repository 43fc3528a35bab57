/** What a chart renders to, as data. */

/** A rendered document's object: enough of a Kubernetes object for render to order and name it. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

export interface Manifest {
  /** The template it came from, with the chart's name in front: `kre-chart/templates/minio.yaml.eta`. */
  readonly source: string;
  /** The document's text as rendered, trimmed, without `---` and `# Source:`. */
  readonly text: string;
  readonly object: RenderedObject;
  /** Which document of its source it is, from 0: tells two of one source and kind apart in Helm's order. */
  readonly position?: number;
}

/** Helm's hook events, by their names in the `helm.sh/hook` annotation. */
export type HookEvent =
  | 'pre-install'
  | 'post-install'
  | 'pre-upgrade'
  | 'post-upgrade'
  | 'pre-delete'
  | 'post-delete'
  | 'pre-rollback'
  | 'post-rollback'
  | 'test';

export type HookDeletePolicy = 'before-hook-creation' | 'hook-succeeded' | 'hook-failed';

export interface Hook extends Manifest {
  readonly events: readonly HookEvent[];
  readonly weight: number;
  /** `helm.sh/hook-delete-policy`; before-hook-creation when the annotation is absent, as in Helm. */
  readonly deletePolicies: readonly HookDeletePolicy[];
}

export interface Rendered {
  /** In install order, hooks left out. */
  readonly manifests: readonly Manifest[];
  /** By weight, then kind order, then name, as Helm runs them. */
  readonly hooks: readonly Hook[];
  /** NOTES.txt as it was rendered; '' when there is none. */
  readonly notes: string;
}

export interface Capabilities {
  /** e.g. { version: 'v1.34.4', major: '1', minor: '34' } */
  readonly kubeVersion: { readonly version: string; readonly major: string; readonly minor: string };
  /** `v1`, `apps/v1`, `apps/v1/StatefulSet` …: both forms, as Helm's APIVersions.Has takes them. Sorted. */
  readonly apiVersions: readonly string[];
}

/** What `Release` is in a template. */
export interface ReleaseInfo {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly isInstall: boolean;
  readonly isUpgrade: boolean;
}
