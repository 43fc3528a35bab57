import { basename } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import type { Component, Components } from '../components/index.ts';
import type { Target } from '../environment/index.ts';
import { effectiveSpecs, readDeployment } from '../inventory/index.ts';
import { secretsOf } from '../secrets/index.ts';
import type { Tools } from '../tools.ts';
import { asEnvironment, findClash, type Table, variablesOf } from '../variables/index.ts';

export interface ScriptEnvironment {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Table;
  /** Those that the phase goes by. */
  readonly specs: Target['specs'];
}

/**
 * What a script sees: the environment of its target, SPEC_… for every parameter as it was given, VAR_… for every variable, SECRET_… for what its file of secrets holds.
 * `cloudmgr run` hands it over, `cloudmgr env` prints it for a script that was started otherwise.
 */
export async function scriptEnvironment(
  component: Component | undefined,
  target: Target,
  tools: Pick<Tools, 'program'>,
  signal: AbortSignal,
): Promise<ScriptEnvironment> {
  const recorded = (await readDeployment(target.componentBase))?.scripts;
  const specs = effectiveSpecs(target.phase, target.specs, recorded);
  const variables = variablesOf({
    config: target.config.vars,
    components: component ? [component] : [],
    specs,
    environment: target.environment,
    isRemoval: target.phase === 'remove',
  });
  const secrets = component ? await secretsOf(component, target, tools, signal) : {};
  checkDistinct(secrets, target.component);
  const environment = {
    ...target.environment,
    ...asEnvironment({ ...target.specs }, 'SPEC_'),
    ...asEnvironment(variables, 'VAR_'),
    ...asEnvironment(secrets, 'SECRET_'),
    CLOUDMGR_READY: target.component, // utils/env.sh need not ask for it again
  };
  return { environment, secrets, specs };
}

/** @throws CapstanError SECRETS_UNREADABLE: which of the two a script would get, nobody could say */
function checkDistinct(secrets: Table, component: string): void {
  const clash = findClash(secrets, 'SECRET_');
  if (clash === undefined) return;
  const [one, other] = clash;
  throw new CapstanError('SECRETS_UNREADABLE', `secrets of ${component}: ${one} and ${other} would be one variable`, {
    hint: 'name them so that they differ in more than their dots, dashes and case',
  });
}

/** Which of the files a name stands in, in the order in which `cloudmgr run` looks. */
export function anyComponent(components: Components, name: string): Component | undefined {
  return components.scripts.get(name) ?? components.helm.get(name) ?? components.terraform.get(name);
}

/**
 * Whose script a file is, as a step starts it: the plan's own component, or the first that names it, or the one that it is
 * called by (`deployNAME.sh`). A plan may put scripts of several components together; what is nobody's is the plan's.
 */
export function componentOfScript(components: Components, file: string, service: string | undefined): string {
  const name = basename(file);
  const naming = [...components.scripts.values()].filter(({ script }) => script && basename(script) === name);
  const found = naming.find((one) => one.name === service) ?? naming[0];
  const called = name.replace(/\.(sh|bash)$/, '').replace(/^deploy/, '');
  return found?.name ?? (anyComponent(components, called) ? called : service || called);
}
