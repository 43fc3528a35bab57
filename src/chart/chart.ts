/** A chart as data, whatever it was loaded from. Frozen once loaded; releases of the same chart share it. */
export interface Chart {
  readonly metadata: ChartMetadata;
  /** Chart.lock or requirements.lock; undefined when there is none. */
  readonly lock: ChartLock | undefined;
  /** values.yaml, parsed; {} when there is none. A bigint is Go's int64, a number its float64. */
  readonly values: Values;
  /** values.schema.json as text; undefined when there is none. */
  readonly schema: string | undefined;
  /** Everything under templates/, partials and NOTES included. Paths are relative to the chart: `templates/x.yaml.eta`. */
  readonly templates: readonly ChartFile[];
  /** The manifests under crds/. */
  readonly crds: readonly ChartFile[];
  /** Files for `Files.Get`: all that is none of the above but crds/, which Helm has there too. */
  readonly files: readonly ChartFile[];
  /** Every file as it was found, those of charts/ too, in the order of the folder or archive. */
  readonly raw: readonly ChartFile[];
  /** The charts under charts/, loaded. `activeChart` gives those that are in use, under their aliases. */
  readonly dependencies: readonly Chart[];
  /** What Helm prints about the chart when it loads it: a line each. */
  readonly warnings: readonly string[];
  /** sha256 (hex) over all of the above: equal digest, equal chart. */
  readonly digest: string;
}

/** Chart.yaml's fields, as Helm knows them; all else in the file is left out. Absent where the file does not say. */
export type ChartMetadata = {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly home?: string;
  readonly sources?: readonly string[];
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly maintainers?: readonly Maintainer[];
  readonly icon?: string;
  readonly condition?: string;
  readonly tags?: string;
  readonly appVersion?: string;
  readonly deprecated?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly kubeVersion?: string;
  readonly dependencies?: readonly Requirement[];
  readonly type?: string;
  readonly [field: string]: unknown;
};

export type Maintainer = { readonly name?: string; readonly email?: string; readonly url?: string };

/** An entry of `dependencies`: Helm's Dependency. */
export type Requirement = {
  readonly name: string;
  /** A range: `>=1.2 <2`. */
  readonly version?: string;
  readonly repository?: string;
  readonly condition?: string;
  readonly tags?: readonly string[];
  readonly enabled?: boolean;
  readonly 'import-values'?: readonly unknown[];
  readonly alias?: string;
};

export interface ChartLock {
  readonly generated: string;
  readonly digest: string;
  readonly dependencies: readonly Requirement[];
}

export interface ChartFile {
  readonly path: string;
  readonly data: Buffer;
}

export type Values = { readonly [key: string]: unknown };

/** Told what Helm prints to standard error, a line each: `coalesce.go:301: warning: …`. It may quote values. */
export type Warn = (line: string) => void;
