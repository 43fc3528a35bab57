import type { Cluster } from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import type { Look, Progress } from '../release/index.ts';
import type { RepositorySettings } from '../repository/index.ts';
import type { Places } from './home/index.ts';

/** What the execution tier is given from outside. */
export interface Tools {
  readonly places: Places;
  /** The caller's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The cluster that an environment leads to: its KUBECONFIG, a pod's own, ~/.kube/config. */
  openCluster(environment: Readonly<Record<string, string>>, context: string | undefined): Cluster;
  lookAt(cluster: Cluster): Look;
  /** The path of a program. @throws CapstanError TOOL_MISSING */
  program(name: 'sops' | 'terraform' | 'bash'): Promise<string>;
  readonly repository: RepositorySettings;
  readonly log: Logger;
  readonly report: Report;
  /** One process at a time; given back when it is disposed of. @throws CapstanError DEPLOYMENT_BUSY */
  lock(path: string): Disposable;
  /** Milliseconds of `10m`, `1h30m`. @throws CapstanError USAGE */
  duration(text: string): number;
  now(): Date;
}

/** Told how it goes. */
export interface Report {
  /** A step begins. */
  step(what: string): void;
  /** Of the step. */
  progress(progress: Progress): void;
  /** The step is over, with a line that stays. */
  done(line: string): void;
  /** A line of a program that was started. */
  line(text: string, stream: 'stdout' | 'stderr'): void;
}
