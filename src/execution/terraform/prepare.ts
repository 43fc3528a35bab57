import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Components, TerraformComponent } from '../components/index.ts';
import { checkNotKept, pathFor, type Target, wordsFor } from '../environment/index.ts';
import { homeFolder } from '../home/index.ts';
import { openFolder, writePrivately } from '../inventory/index.ts';
import { secretsOf } from '../secrets/index.ts';
import type { Tools } from '../tools.ts';
import { type Table, variablesOf } from '../variables/index.ts';
import { closeStates, copyTemplate, readDeclared } from './folder.ts';
import { handOver } from './variables.ts';

/** A template for one user, in its folder. */
export interface Prepared {
  readonly program: string;
  readonly folder: string;
  /** undefined: the template says itself where its state is. */
  readonly stateFile: string | undefined;
  readonly varsFile: string;
  /** Words of the component for plan, apply and destroy. */
  readonly words: readonly string[];
  readonly secrets: Table;
  readonly environment: Readonly<Record<string, string>>;
}

export async function prepare(
  component: TerraformComponent,
  components: Components,
  target: Target,
  specs: Target['specs'],
  tools: Tools,
  signal: AbortSignal,
): Promise<Prepared> {
  const path = (text: string, field: string, folder = target.componentBase) =>
    pathFor(text, field, component, target, folder);
  const varsFile = path(component.varsFile, 'vars_file');
  checkNotKept(varsFile, 'vars_file', component, target);
  if (target.phase !== 'remove') checkFiles(component, target);
  const script = components.scripts.get(component.name);
  const variables = variablesOf({
    config: target.config.vars,
    components: [...(script ? [script] : []), component],
    specs,
    environment: target.environment,
    isRemoval: target.phase === 'remove',
  });
  const words = wordsFor(component, target);
  const secrets = await secretsOf(component, target, tools, signal);
  const program = await tools.program('terraform');
  await openFolder(target.componentBase, tools.places.deployments);
  await closeStates(target.componentBase);
  const folder = join(target.componentBase, 'terraform');
  const template = path(component.template, 'template', homeFolder(tools.places, 'templates'));
  // what was made by a template that is gone must still be removable
  if (target.phase !== 'remove' || existsSync(template)) await copyTemplate(template, folder);
  const declared = await readDeclared(folder);
  const handed = handOver(variables, secrets, declared.variables);
  await writePrivately(varsFile, `${JSON.stringify(handed.file, undefined, 2)}\n`);
  return {
    program,
    folder,
    stateFile: declared.hasBackend ? undefined : join(target.componentBase, 'terraform.tfstate'),
    varsFile,
    words,
    secrets,
    environment: {
      ...target.environment,
      ...handed.environment,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      CHECKPOINT_DISABLE: '1', // it asks nobody whether there is a newer one
    },
  };
}

/** Before anything is made: what is made then finds its place. */
function checkFiles(component: TerraformComponent, target: Target): void {
  for (const [name, written] of Object.entries(component.files)) {
    const field = `files.${name}`;
    const file = pathFor(written, field, component, target, target.componentBase);
    checkNotKept(file, field, component, target, { mayBeKubeconfig: true });
  }
}
