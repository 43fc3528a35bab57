import { CapstanError } from '../errors/index.ts';
import { type Component, type Components, checkComponentName, readComponents } from './components/index.ts';
import { type Asked, targetOf } from './environment/index.ts';
import { runHelm } from './helm/index.ts';
import { anyComponent, runScript } from './scripts/index.ts';
import { runTerraform } from './terraform/index.ts';
import type { Tools } from './tools.ts';

/**
 * Runs a component by what it is: its script, else its chart, else its template.
 * @throws CapstanError COMPONENT_UNKNOWN
 */
export async function runComponent(asked: Asked, tools: Tools, signal: AbortSignal): Promise<void> {
  const components = readComponents(tools.places);
  const component = runnable(components, asked.component);
  const target = targetOf(asked, component, tools.places, tools.env);
  switch (component.kind) {
    case 'scripts':
      return runScript({ ...component, script: component.script ?? '' }, target, tools, signal);
    case 'helm':
      return runHelm(component, components, target, tools, signal);
    case 'terraform':
      return runTerraform(component, components, target, tools, signal);
  }
}

function runnable(components: Components, name: string): Component {
  checkComponentName(name);
  const script = components.scripts.get(name);
  if (script?.script !== undefined) return script;
  const found = components.helm.get(name) ?? components.terraform.get(name);
  if (found) return found;
  if (anyComponent(components, name)) {
    throw new CapstanError('COMPONENT_INVALID', `component ${name} has neither script nor chart nor template`, {
      ...(script ? { place: script.place } : {}),
    });
  }
  const names = [
    ...new Set([components.scripts, components.helm, components.terraform].flatMap((map) => [...map.keys()])),
  ];
  throw new CapstanError('COMPONENT_UNKNOWN', `there is no component ${name}`, {
    hint: `there are ${names.sort().join(', ') || 'none: is --home right?'}`,
  });
}
