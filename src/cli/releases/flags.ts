import { Argument, type Command, Option } from 'commander';

export type OutputFormat = 'table' | 'json' | 'yaml';

export interface ReleaseFlags {
  readonly namespace?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly output?: OutputFormat;
}

/** Where releases are looked for. */
export function addReleaseFlags(command: Command): Command {
  return command
    .option('-n, --namespace <namespace>', "where the release is (default: the context's namespace)")
    .option('--kubeconfig <file>', 'the cluster to ask (default: KUBECONFIG, else ~/.kube/config)')
    .option('--context <name>', 'the context of the kubeconfig');
}

export function addOutputFlag(command: Command, formats: readonly OutputFormat[] = ['table', 'json', 'yaml']): Command {
  const [first = 'table'] = formats;
  return command.addOption(new Option('-o, --output <format>', 'how to print').choices(formats).default(first));
}

export function releaseArgument(): Argument {
  return new Argument('<name>', 'the release, or KIND/NAME of the custom resource that owns it');
}
