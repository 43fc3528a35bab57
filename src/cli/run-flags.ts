import { type Command, Option } from 'commander';
import { timeEncodings } from '../log/index.ts';

/** The flags of `capstan run` as commander hands them over; absent where neither given nor defaulted. */
export interface RunFlags {
  readonly watchesFile: string;
  readonly reconcilePeriod: string;
  readonly maxConcurrentReconciles: string;
  readonly maxHistory: string;
  readonly releaseTimeout: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly metricsBindAddress?: string;
  readonly metricsAddr?: string;
  readonly metricsSecure: BooleanFlag;
  readonly metricsRequireRbac: BooleanFlag;
  readonly enableHttp2: BooleanFlag;
  readonly healthProbeBindAddress: string;
  readonly leaderElect?: BooleanFlag;
  readonly enableLeaderElection?: BooleanFlag;
  readonly leaderElectionId: string;
  readonly leaderElectionNamespace: string;
  readonly suppressOverrideValues: BooleanFlag;
  readonly compat?: 'strict';
  readonly shards: string;
  readonly zapDevel: BooleanFlag;
  readonly zapEncoder?: 'json' | 'console';
  readonly zapLogLevel?: string;
  readonly zapStacktraceLevel?: 'info' | 'error' | 'panic';
  readonly zapTimeEncoding: (typeof timeEncodings)[number];
}

/** `--flag` is true; `--flag=false` is the text. */
export type BooleanFlag = boolean | string;

const examples = `
Environment:
  WATCH_NAMESPACE   namespaces to watch, separated by commas; unset or empty: all
  KUBECONFIG        the cluster, unless --kubeconfig says it; else the pod's service account, else ~/.kube/config
  any other         as $NAME in overrideValues of the watches file

Examples:
  WATCH_NAMESPACE=demo capstan run --watches-file ./watches.yaml
  capstan run --leader-elect --leader-election-id=kre-operator --metrics-bind-address=127.0.0.1:8080
  capstan run --metrics-bind-address=:8443 --metrics-secure --metrics-require-rbac
  capstan run --metrics-bind-address=0 --zap-devel`;

/** helm-operator's flags with its defaults, and a few more. */
export function addRunFlags(command: Command): Command {
  const value = (flags: string, help: string, otherwise?: string) => {
    const option = new Option(flags, help);
    command.addOption(otherwise === undefined ? option : option.default(otherwise, otherwise || 'none'));
  };
  const boolean = (flag: string, help: string) =>
    command.addOption(new Option(`${flag} [boolean]`, help).default(false));
  const choice = (flags: string, help: string, choices: readonly string[], otherwise?: string) =>
    command.addOption(new Option(flags, help).choices(choices).default(otherwise));

  value('--watches-file <file>', 'what to watch and with which charts', './watches.yaml');
  value('--reconcile-period <duration>', 'look at every resource again after this time; 0: only on events', '1m');
  value(
    '--max-concurrent-reconciles <count>',
    'resources of one kind worked on at a time; workers wait for the API server, they need no CPU each',
    '8',
  );
  value('--max-history <count>', 'revisions of a release to keep; 0: all', '10');
  value('--release-timeout <duration>', 'how long a hook may take', '5m');
  value('--kubeconfig <file>', 'the cluster to work on');
  value('--context <name>', 'the context of the kubeconfig');

  value('--metrics-bind-address <address>', 'where to serve /metrics; 0: nowhere (default: :8080)');
  command.addOption(new Option('--metrics-addr <address>', 'deprecated: --metrics-bind-address'));
  boolean('--metrics-secure', 'serve /metrics over HTTPS, with a certificate made at the start');
  boolean('--metrics-require-rbac', 'ask the API server who may read /metrics; needs --metrics-secure');
  boolean('--enable-http2', 'offer HTTP/2 besides HTTP/1.1 where HTTPS is served');
  value('--health-probe-bind-address <address>', 'where to serve /healthz and /readyz; 0: nowhere', ':8081');

  command.addOption(new Option('--leader-elect [boolean]', 'work only while holding the lease (default: false)'));
  command.addOption(new Option('--enable-leader-election [boolean]', 'deprecated: --leader-elect'));
  value('--leader-election-id <name>', 'name of the lease', '');
  value('--leader-election-namespace <namespace>', "namespace of the lease; in a pod: the pod's own", '');

  value(
    '--shards <count>',
    'share the resources among all replicas that run; each of so many shards is held by one of them; 0: one does all',
    '0',
  );

  choice('--compat <level>', "strict: helm-operator's ways to the letter, where better ones exclude them", ['strict']);
  boolean('--suppress-override-values', 'show **** instead of override values in events');

  boolean('--zap-devel', 'log for development: console lines, debug level');
  choice('--zap-encoder <encoder>', 'how log lines are written (default: json)', ['json', 'console']);
  value('--zap-log-level <level>', 'debug, info, error, panic, or a number: 1 and above is debug (default: info)');
  choice('--zap-stacktrace-level <level>', 'level from which errors carry their stack (default: error)', [
    'info',
    'error',
    'panic',
  ]);
  choice('--zap-time-encoding <encoding>', 'how log lines write the time', timeEncodings, 'rfc3339nano');
  return command.addHelpText('after', examples);
}
