import type { Command } from 'commander';
import { findComponent, readComponents, renderHelm, runHelm, targetOf } from '../../execution/index.ts';
import { print } from '../print.ts';
import { addComponentFlags, type ComponentFlags, phaseCommand, withTools } from './component-flags.ts';

const examples = `
The chart is that of the component in resources/components/helm.yml; values.yaml is made anew in the deployment's folder, of the
component's variables and the user's parameters; what secrets.yaml holds (encrypted by sops) is merged over it in memory.

Examples:
  cloudmgr helm.install -c mongodb --user someuser --specs "cluster-name=lab"
  cloudmgr helm.update -c mongodb --user someuser --specs "size=3"     what was given before still counts
  cloudmgr helm.template -c mongodb --user someuser                    print what would be applied
  cloudmgr helm.remove -c mongodb --user someuser

Exit codes: 0 done, 1 failed.`;

const phases = {
  install: 'install the chart of a component for a user',
  update: "update a user's release of a component",
  upgrade: 'the same as helm.update',
  remove: "remove a user's release of a component",
  uninstall: 'the same as helm.remove',
} as const;

/** `cloudmgr helm.PHASE`: a chart for a user. */
export function helmCommands(): readonly Command[] {
  return [...Object.entries(phases).map(([phase, summary]) => phaseOf(phase, summary)), templateCommand()];
}

function phaseOf(phase: string, summary: string): Command {
  const command = phaseCommand(`helm.${phase}`, summary).addHelpText('after', examples);
  return addComponentFlags(command).action((flags: ComponentFlags) =>
    withTools(flags, phase, async (asked, tools, signal) => {
      const components = readComponents(tools.places);
      const component = findComponent(components, 'helm', asked.component);
      await runHelm(component, components, targetOf(asked, component, tools.places, tools.env), tools, signal);
    }),
  );
}

function templateCommand(): Command {
  const command = phaseCommand('helm.template', 'print what the chart of a component would apply for a user');
  return addComponentFlags(command.addHelpText('after', examples)).action((flags: ComponentFlags) =>
    withTools(flags, 'update', async (asked, tools, signal) => {
      const components = readComponents(tools.places);
      const component = findComponent(components, 'helm', asked.component);
      const target = targetOf(asked, component, tools.places, tools.env);
      print(await renderHelm(component, components, target, tools, signal));
    }),
  );
}
