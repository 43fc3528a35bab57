import { Command } from 'commander';
import { addComponentFlags, type ComponentFlags, withTools } from './component-flags.ts';

const examples = `
An interactive shell with the component's environment: CLUSTER_BASE, COMPONENT_BASE, KUBECONFIG, HELM_LOCAL_CHARTS and the rest.
KUBECONFIG is a copy of its own, with everything in it, that is removed at the end: it may be stored for the user's cluster, from
where every other command takes it.

Examples:
  cloudmgr shell -c cluster --specs "provider=k8s"
  # in it:
  cat $KUBECONFIG > $CLUSTER_BASE/kubeconfig.yml
  exit

  echo 'helm list -A' | cloudmgr shell -c mongodb --user someuser      what stands on standard input is run

Exit codes: those of the shell.`;

/** `cloudmgr shell`. */
export function shellCommand(): Command {
  const command = new Command('shell')
    .description("open a shell with a component's environment")
    .addHelpText('after', examples);
  return addComponentFlags(command).action((flags: ComponentFlags) =>
    withTools(
      flags,
      'update',
      async (asked, tools, signal) => {
        const { openShell } = await import('./shell/open.ts');
        process.exitCode = await openShell(asked, tools, signal);
      },
      true,
    ),
  );
}
