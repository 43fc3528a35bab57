import { Command } from 'commander';
import { runComponent } from '../../execution/index.ts';
import { addComponentFlags, type ComponentFlags, withTools } from './component-flags.ts';

const examples = `
Runs the component's script as the worker's step would: the same environment, a fresh folder. A component without a script is
brought about by its chart or its template.

Examples:
  cloudmgr run -c mongodb --user someuser
  cloudmgr run -c mongodb --user someuser --specs "cluster-name=lab" --phase update
  cloudmgr run -c tenant --specs "hub=true,provider=k8s"
  cloudmgr run -c mongodb --user someuser --phase remove

Exit codes: 0 done, 1 failed.`;

/** `cloudmgr run`: a component without the workflow tier. */
export function runCommand(): Command {
  const command = new Command('run')
    .description('run a component for a user, as a step of a service would')
    .option('-p, --phase <phase>', 'install, update, remove or uninstall (default: $DEPLOY_PHASE, else install)')
    .addHelpText('after', examples);
  return addComponentFlags(command).action((flags: ComponentFlags & { readonly phase?: string }) =>
    withTools(flags, flags.phase ?? (process.env['DEPLOY_PHASE'] || 'install'), runComponent, true),
  );
}
