/** What charts tell those behind them: all values in force, under this key; `schemaUpgrader` is a part of them. */
export type Given = 'storage' | 'certs' | 'database' | 'schemaUpgrader';

/** A file of the settings folder's values/. */
export interface ValuesSource {
  readonly file: string;
  /** Of the chart's values.yaml, the top-level keys that go into it; undefined: all that no other file takes. */
  readonly keys?: readonly string[];
}

/** One chart of an install; its release is called as it is. */
export interface InstallerChart {
  readonly name: string;
  /** Later ones win. */
  readonly sources: readonly ValuesSource[];
  readonly gives?: Given;
  readonly takes: readonly Given[];
  /** Pulls images of the project's own. */
  readonly hasImages?: true;
  /** Goes with a plain uninstall; the others hold data, or serve those that do. */
  readonly isApplication?: true;
}

/** In the order in which they are installed: each needs only what stands before it. */
export const knitfabCharts: readonly InstallerChart[] = [
  { name: 'knit-storage-nfs', sources: [{ file: 'knit-storage-nfs.yaml' }], gives: 'storage', takes: [] },
  { name: 'knit-certs', sources: [{ file: 'knit-certs.yaml' }], gives: 'certs', takes: [] },
  { name: 'knit-db-postgres', sources: [{ file: 'knit-db-postgres.yaml' }], gives: 'database', takes: ['storage'] },
  { name: 'knit-image-registry', sources: [{ file: 'knit-image-registry.yaml' }], takes: ['storage', 'certs'] },
  {
    name: 'knit-schema-upgrader',
    sources: [],
    gives: 'schemaUpgrader',
    takes: ['storage', 'database'],
    hasImages: true,
    isApplication: true,
  },
  {
    name: 'knit-app',
    sources: [
      { file: 'knit-app.yaml' },
      { file: 'hooks.yaml', keys: ['hooks'] },
      { file: 'extra-api.yaml', keys: ['extraApi'] },
    ],
    takes: ['storage', 'certs', 'database', 'schemaUpgrader'],
    hasImages: true,
    isApplication: true,
  },
];

/** The node port of the application's API where nobody chose another: one that Kubernetes takes. */
export const apiPort = 30803;
