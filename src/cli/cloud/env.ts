import { Command } from 'commander';
import {
  anyComponent,
  type Components,
  checkComponentName,
  componentOfScript,
  readComponents,
  scriptEnvironment,
  targetOf,
} from '../../execution/index.ts';
import { print } from '../print.ts';
import { shellWord } from '../shell-word.ts';
import { addComponentFlags, type ComponentFlags, componentOrWarn, withTools } from './component-flags.ts';

const examples = `
What scripts/utils/env.sh evaluates, so that a script that a step started sees what \`cloudmgr run\` would hand it. What the
component's secrets file holds is in it: do not print it where others read along.

Examples:
  eval "$(cloudmgr env -c mongodb)"
  eval "$(cloudmgr env -c scripts/deploymongodb.sh)"     the component that a script is for, else the plan of the step

Exit codes: 0 done, 1 failed.`;

/** `cloudmgr env`: lines of a shell that set what differs from the caller's environment. */
export function envCommand(): Command {
  const command = new Command('env')
    .description("print a component's environment for a user, for a shell to evaluate")
    .option('-p, --phase <phase>', 'install, update, remove or uninstall (default: $DEPLOY_PHASE, else install)')
    .addHelpText('after', examples);
  return addComponentFlags(command).action((flags: ComponentFlags & { readonly phase?: string }) =>
    withTools(flags, flags.phase ?? (process.env['DEPLOY_PHASE'] || 'install'), async (asked, tools, signal) => {
      const components = readComponents(tools.places);
      const isScript = asked.component.startsWith('scripts/');
      const name = isScript ? ownerOf(asked.component, components, tools.env['DEPLOY_SERVICE']) : asked.component;
      const component = isScript ? anyComponent(components, name) : componentOrWarn(components, name);
      const target = targetOf({ ...asked, component: name }, component, tools.places, tools.env);
      const script = component?.kind === 'scripts' ? component : undefined;
      const { environment } = await scriptEnvironment(script, target, tools, signal);
      print(linesFor(environment, process.env));
    }),
  );
}

/** No component's name has a slash: a script of the home. */
function ownerOf(script: string, components: Components, service: string | undefined): string {
  if (script.split('/').includes('..')) checkComponentName(script);
  return componentOfScript(components, script, service);
}

/** Names are letters, digits and _ only; a name that no shell takes is left out. */
function linesFor(environment: Readonly<Record<string, string>>, now: NodeJS.ProcessEnv): string {
  return Object.entries(environment)
    .filter(([name, value]) => /^[A-Za-z_]\w*$/.test(name) && now[name] !== value)
    .map(([name, value]) => `export ${name}=${shellWord(value)}\n`)
    .join('');
}
