/** A chart as data, whatever it was loaded from. Frozen once loaded; releases of the same chart share it. */
export interface Chart {
  readonly metadata: ChartMetadata;
  /** values.yaml, parsed; {} when there is none. */
  readonly values: Values;
  /** values.schema.json as text; undefined when there is none. */
  readonly schema: string | undefined;
  /** Everything under templates/, partials and NOTES included. Paths are relative to the chart: `templates/x.yaml.eta`. */
  readonly templates: readonly ChartFile[];
  /** Everything under crds/. */
  readonly crds: readonly ChartFile[];
  /** Files for `Files.Get`: all that is none of the above but crds/, which Helm has there too. */
  readonly files: readonly ChartFile[];
  /** The charts under charts/, loaded. */
  readonly dependencies: readonly Chart[];
  /** sha256 (hex) over all of the above: equal digest, equal chart. */
  readonly digest: string;
}

export interface ChartMetadata {
  readonly apiVersion: string;
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
  readonly description?: string;
  readonly kubeVersion?: string;
  readonly type?: string;
  readonly [field: string]: unknown;
}

export interface ChartFile {
  readonly path: string;
  readonly data: Buffer;
}

export type Values = { readonly [key: string]: unknown };
