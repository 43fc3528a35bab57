import type { Command } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import {
  findComponent,
  type Look,
  lookTerraform,
  type Output,
  outputsOf,
  readComponents,
  runTerraform,
  targetOf,
} from '../../execution/index.ts';
import { print } from '../print.ts';
import { addComponentFlags, type ComponentFlags, phaseCommand, withTools } from './component-flags.ts';

const examples = `
The template is that of the component in resources/components/terraform.yml, copied into the deployment's folder; the state lies
beside it. Variables are the component's with the user's parameters; what secrets.yaml holds goes through TF_VAR_... alone.

Examples:
  cloudmgr terraform.plan -c cluster --user someuser --specs "provider=exo,credentials=lab"
  cloudmgr terraform.install -c cluster --user someuser --specs "provider=exo,credentials=lab"
  cloudmgr terraform.output -c cluster --user someuser kubeconfig
  cloudmgr terraform.remove -c cluster --user someuser

Exit codes: 0 done, 1 failed.`;

const phases = {
  install: 'init and apply the template of a component for a user',
  update: "apply a user's template with other parameters",
  apply: 'the same as terraform.update',
  remove: 'destroy what the template has made',
  uninstall: 'the same as terraform.remove',
  destroy: 'the same as terraform.remove',
} as const;

const looks = {
  plan: 'print what an apply would do',
  build: 'say whether a template is right',
} as const;

/** `cloudmgr terraform.PHASE`: a template for a user. */
export function terraformCommands(): readonly Command[] {
  return [
    ...Object.entries(phases).map(([phase, summary]) => phaseOf(phase, summary)),
    ...Object.entries(looks).map(([look, summary]) => lookOf(look as Look, summary)),
    outputCommand(),
  ];
}

function phaseOf(phase: string, summary: string): Command {
  const command = phaseCommand(`terraform.${phase}`, summary).addHelpText('after', examples);
  return addComponentFlags(command).action((flags: ComponentFlags) => withTemplate(flags, phase, runTerraform));
}

function lookOf(look: Look, summary: string): Command {
  const command = phaseCommand(`terraform.${look}`, summary).addHelpText('after', examples);
  return addComponentFlags(command).action((flags: ComponentFlags) =>
    withTemplate(flags, 'update', (...given) => lookTerraform(look, ...given)),
  );
}

function outputCommand(): Command {
  const command = phaseCommand('terraform.output', 'print the outputs of a template that was applied')
    .argument('[name]', 'one of them, as it is; also one that is sensitive')
    .option('-o, --output <format>', 'text or json', 'text')
    .addHelpText('after', examples);
  return addComponentFlags(command).action((name: string | undefined, flags: ComponentFlags & { output: string }) =>
    withTemplate(flags, 'update', async (...given) => {
      const outputs = await outputsOf(...given);
      print(name === undefined ? all(outputs, flags.output) : one(outputs, name));
    }),
  );
}

/** Provisioners of a template may call `cloudmgr`. */
function withTemplate(
  flags: ComponentFlags,
  phase: string,
  use: (...given: Parameters<typeof runTerraform>) => Promise<void>,
): Promise<void> {
  return withTools(
    flags,
    phase,
    async (asked, tools, signal) => {
      const components = readComponents(tools.places);
      const component = findComponent(components, 'terraform', asked.component);
      await use(component, components, targetOf(asked, component, tools.places, tools.env), tools, signal);
    },
    true,
  );
}

function all(outputs: Readonly<Record<string, Output>>, format: string): string {
  const shown = Object.entries(outputs).map(
    ([name, { sensitive, value }]) => [name, sensitive ? null : value] as const,
  );
  if (format === 'json') return `${JSON.stringify(Object.fromEntries(shown), undefined, 2)}\n`;
  return shown.map(([name, value]) => `${name} = ${value === null ? '(sensitive)' : JSON.stringify(value)}\n`).join('');
}

function one(outputs: Readonly<Record<string, Output>>, name: string): string {
  const output = outputs[name];
  if (output === undefined) {
    throw new CapstanError('USAGE', `there is no output ${name}`, {
      hint: `outputs: ${Object.keys(outputs).join(', ') || 'none'}`,
    });
  }
  return typeof output.value === 'string' ? `${output.value}\n` : `${JSON.stringify(output.value)}\n`;
}
