import { Command, Option } from 'commander';
import { stopOnSignals } from './stop-signal.ts';
import { hasColor, hasProgress } from './terminal.ts';

/** The flags of `capstan up` as commander hands them over. */
export interface UpFlags {
  readonly namespace: string;
  /** true: the default sample. */
  readonly sample?: readonly (string | true)[];
  readonly dev?: boolean;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly watchesFile?: readonly string[];
}

const help = `
Which cluster: --kubeconfig and --context, KUBECONFIG, a pod's service account or ~/.kube/config, if one of them is there;
otherwise, and with --dev, a control plane of its own: etcd, kube-apiserver, kube-controller-manager, kube-scheduler and
kwok as processes of this machine, under .capstan/dev, new each time. The first time its programs are built with Go
(about ten minutes), unless KUBEBUILDER_ASSETS or the cache has them.

The operator watches the kinds of the samples, without any those of deploy/role.yaml. It is restricted to the namespace and
runs under the ServiceAccount of deploy/; for kinds that a folder in deploy/ has a cluster_role.yaml for, that is bound to the
account, and the operator serves all namespaces. Ctrl-C ends it, and the control plane; a second one ends them at once.

Environment:
  KUBECONFIG            the cluster, unless --kubeconfig says it
  KUBEBUILDER_ASSETS    a folder with etcd, kube-apiserver and kubectl
  CAPSTAN_ENVTEST_INDEX address of an index of envtest archives to download those from

Examples:
  capstan up --namespace demo --sample                   with the sample Runtime
  capstan up --namespace demo --sample RuntimeVersion    with another sample of deploy/crds
  capstan up --namespace cnvrg-1 --sample cnvrg-app --sample cnvrg-infra
  capstan up --namespace demo --context staging          on a cluster that you have`;

/** `capstan up`: a cluster if there is none, what the operator needs there, and the operator, until Ctrl-C. */
export function upCommand(): Command {
  return new Command('up')
    .requiredOption('-n, --namespace <namespace>', 'where the operator works; created if need be')
    .addOption(
      new Option('--sample [kind]', 'apply the sample resource of this kind; may be given several times')
        .preset('')
        .argParser((kind, before?: readonly (string | true)[]) => [...(before ?? []), kind || (true as const)]),
    )
    .option('--dev', 'start a control plane although there is a kubeconfig')
    .option('--context <name>', 'the context of the kubeconfig')
    .option('--kubeconfig <file>', 'the cluster to work on')
    .option('--watches-file <file>', 'what to watch; may be given several times (default: "./watches.yaml")', collect)
    .addHelpText('after', help)
    .action((flags: UpFlags) => up(flags));
}

function collect(file: string, before: readonly string[] = []): readonly string[] {
  return [...before, file];
}

async function up(flags: UpFlags): Promise<void> {
  const { readPlan } = await import('./up/plan.ts');
  const plan = readPlan(flags, process.env, process.cwd());
  const { Progress } = await import('./up/progress.ts');
  const { runSession } = await import('./up/session.ts');
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  const signal = stopOnSignals(() => progress.print('stopping; Ctrl-C again ends everything at once'));
  try {
    await runSession(plan, {
      env: process.env,
      program: [process.execPath, ...process.execArgv, process.argv[1] as string],
      progress,
      color: hasColor(process.stderr, process.env),
      print: (line) => progress.aside(() => process.stdout.write(`${line}\n`)),
      signal,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.end();
  }
}
