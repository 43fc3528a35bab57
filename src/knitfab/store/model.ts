export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** planned: an output of a run that has not ended; uploading: a user is writing; garbage: to be removed with its volume. */
export type DataState = 'planned' | 'uploading' | 'ready' | 'garbage';

export interface Data {
  readonly id: string;
  readonly state: DataState;
  /** The name of its PersistentVolumeClaim. */
  readonly claim: string;
  readonly tags: readonly Tag[];
  /** The run whose output it is. */
  readonly run?: string;
  readonly createdAt: Date;
}

/** An input or an output: where it is mounted, and which data it takes or what it is called afterwards. */
export interface Mount {
  readonly path: string;
  readonly tags: readonly Tag[];
}

export interface Plan {
  readonly id: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly inputs: readonly Mount[];
  readonly outputs: readonly Mount[];
  /** Of the worker's container, as Kubernetes writes it: {cpu: '1', memory: 1Gi}. */
  readonly resources: Readonly<Record<string, string>>;
  /** false: no new runs. */
  readonly active: boolean;
}

/** waiting → ready → starting → running → completing → done, or aborting → failed. */
export type RunState = 'waiting' | 'ready' | 'starting' | 'running' | 'completing' | 'aborting' | 'done' | 'failed';

/** What nothing moves on any more, or what is on its way there. */
export function isEnding(state: RunState): boolean {
  return state === 'completing' || state === 'aborting' || isOver(state);
}

export function isOver(state: RunState): boolean {
  return state === 'done' || state === 'failed';
}

export interface Run {
  readonly id: string;
  readonly plan: Plan;
  readonly state: RunState;
  /** By mount path: the data's id. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** The data that the nurse writes the log into; there is none when the run never started. */
  readonly log: string;
  /** Why it failed. */
  readonly message?: string;
  readonly updatedAt: Date;
}

/** A data agent that runs: its pod may be removed when nobody has used it until then. */
export interface Agent {
  readonly pod: string;
  readonly data: string;
  readonly until: Date;
}
