import type { Ending, ProcessRequest } from '../../subprocess/index.ts';

/** One step of a service's configuration, for one command. */
export interface StepRun {
  readonly task: 'run' | 'git' | 'module';
  /** A command line, `URL#REF PATH ARGS…`, or `FILE#FUNCTION`. */
  readonly params: string;
  /** `install`, `update`, `remove` or `uninstall`: as it was said. */
  readonly phase: string;
  /** `k=v,…`, as it was said. */
  readonly specs: string;
  readonly user: string;
  readonly plan: string;
  /** Of the deployment: `plan.user`, from the second on `plan.user.NUMBER`. */
  readonly deployment: string;
  /** Where the deployment is; undefined: nobody knows yet. */
  readonly provider?: string | undefined;
  /** configuration.env */
  readonly env: Readonly<Record<string, string>>;
}

/** What all steps of a worker have in common. */
export interface StepPlace {
  /** The folder of services/, scripts/ and resources/. */
  readonly home: string;
  readonly deployments: string;
  /** A folder that comes first on PATH, with `cloudmgr` and `om`. */
  readonly programs?: string;
  /** The command line of `hostModule`. */
  readonly moduleHost: readonly [file: string, ...args: string[]];
  /** The worker's own environment: what of it a step gets, `environmentOf` says. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a step that runs has at hand. */
export interface StepTools {
  /** A fresh folder, gone afterwards, that the processes start in. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** A line of the worker's own among the step's output. */
  note(text: string): void;
  run(
    request: Pick<ProcessRequest, 'file' | 'args'> & { readonly env?: Readonly<Record<string, string>> },
  ): Promise<Ending>;
}

/** A step that was looked at and can be run. */
export interface PreparedStep {
  /** What will be run, for people: never with a secret in it. */
  readonly title: string;
  readonly run: (tools: StepTools) => Promise<Ending>;
}
