import { CapstanError } from '../../errors/index.ts';
import type { Components, TerraformComponent } from '../components/index.ts';
import { pathFor, type Target } from '../environment/index.ts';
import { effectiveSpecs, type Findings, readDeployment, track, writePrivately } from '../inventory/index.ts';
import { captureProgram, lockWithPrograms } from '../process/index.ts';
import { type Masker, maskedError, maskerOf } from '../secrets/index.ts';
import type { Tools } from '../tools.ts';
import { textOf } from '../variables/index.ts';
import { type Output, readOutputs, stateWords, terraform } from './command.ts';
import { type Prepared, prepare } from './prepare.ts';
import { hasMade } from './state.ts';

/** What is done with a template besides the phases; nothing of the world changes. */
export type Look = 'plan' | 'build';

interface Work {
  readonly component: TerraformComponent;
  readonly target: Target;
  readonly prepared: Prepared;
  readonly tools: Tools;
  readonly mask: Masker;
}

/** A phase of a terraform component for one user: init, then apply or destroy. */
export function runTerraform(
  component: TerraformComponent,
  components: Components,
  target: Target,
  tools: Tools,
  signal: AbortSignal,
): Promise<void> {
  return withPrepared({ component, components, target, tools }, signal, async (work, specs) => {
    const { user, provider } = target;
    if (target.phase === 'update') await checkInstalled(work);
    await track(
      {
        folder: target.componentBase,
        base: { component: component.name, user, provider },
        kind: 'terraform',
        phase: target.phase,
        said: target.said,
        specs,
        service: target.service,
        masked: work.mask,
      },
      {},
      () => (target.phase === 'remove' ? destroy : apply)(work, signal),
      () => tools.now(),
    );
  });
}

/** `plan`: what an apply would do; `build`: whether the template is right. */
export function lookTerraform(
  look: Look,
  component: TerraformComponent,
  components: Components,
  target: Target,
  tools: Tools,
  signal: AbortSignal,
): Promise<void> {
  return withPrepared({ component, components, target, tools }, signal, async (work) => {
    await init(work, signal);
    const { prepared, mask } = work;
    tools.report.step(`terraform ${look} of ${component.name}`);
    if (look === 'plan') await terraform('plan', [...varWords(prepared)], prepared, tools.report, mask, signal);
    else await validate(work, signal);
    tools.report.done(`terraform ${look} of ${component.name}: nothing is wrong`);
  });
}

/** The outputs of what was applied. @throws CapstanError TERRAFORM_FAILED where nothing was */
export async function outputsOf(
  component: TerraformComponent,
  components: Components,
  target: Target,
  tools: Tools,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Output>>> {
  let outputs: Readonly<Record<string, Output>> = {};
  await withPrepared({ component, components, target, tools }, signal, async ({ prepared }) => {
    outputs = await readOutputs(prepared, signal);
  });
  return outputs;
}

async function withPrepared(
  given: Pick<Work, 'component' | 'target' | 'tools'> & { readonly components: Components },
  signal: AbortSignal,
  use: (work: Work, specs: Target['specs']) => Promise<void>,
): Promise<void> {
  const { component, components, target, tools } = given;
  using lock = lockWithPrograms(`${target.componentBase}/.terraform.lock`, tools);
  const recorded = (await readDeployment(target.componentBase))?.terraform;
  const specs = effectiveSpecs(target.phase, target.specs, recorded);
  const plain = await prepare(component, components, target, specs, tools, signal);
  const prepared = { ...plain, environment: { ...plain.environment, ...lock.environment } };
  const mask = maskerOf(prepared.secrets);
  try {
    await use({ component, target, prepared, tools, mask }, specs);
  } catch (error) {
    throw maskedError(error, mask);
  }
}

/** @throws CapstanError NOT_DEPLOYED: an update of nothing would be an install that nobody asked for */
async function checkInstalled({ component, target, prepared }: Work): Promise<void> {
  const status = (await readDeployment(target.componentBase))?.terraform?.status;
  if ((status !== undefined && status !== 'REMOVED') || (prepared.stateFile !== undefined && hasMade(prepared))) return;
  throw new CapstanError(
    'NOT_DEPLOYED',
    `terraform has made nothing of ${component.name} for ${target.user} to update`,
    {
      hint: 'install it first',
    },
  );
}

async function apply(work: Work, signal: AbortSignal): Promise<Findings> {
  const { component, prepared, tools, mask } = work;
  await init(work, signal);
  tools.report.step(`terraform apply of ${component.name}`);
  await terraform('apply', ['-auto-approve', ...varWords(prepared)], prepared, tools.report, mask, signal);
  const outputs = await readOutputs(prepared, signal);
  await writeFiles(work, outputs);
  tools.report.done(`terraform applied ${component.name}${namesOf(outputs)}`);
  const plain = Object.entries(outputs).filter(([, { sensitive }]) => !sensitive);
  return {
    outputs: JSON.parse(mask(JSON.stringify(Object.fromEntries(plain.map(([name, { value }]) => [name, value]))))),
  };
}

async function destroy(work: Work, signal: AbortSignal): Promise<Findings> {
  const { component, prepared, tools, mask } = work;
  if (!hasMade(prepared)) {
    tools.report.done(`terraform has made nothing of ${component.name}: nothing to remove`);
    return { outputs: {} };
  }
  await init(work, signal);
  tools.report.step(`terraform destroy of ${component.name}`);
  await terraform('destroy', ['-auto-approve', ...varWords(prepared)], prepared, tools.report, mask, signal);
  tools.report.done(`terraform destroyed ${component.name}`);
  return { outputs: {} };
}

async function init({ component, prepared, tools, mask }: Work, signal: AbortSignal): Promise<void> {
  tools.report.step(`terraform init of ${component.name}`);
  await terraform('init', [], prepared, tools.report, mask, signal);
}

async function validate({ prepared, tools, mask }: Work, signal: AbortSignal): Promise<void> {
  const { folder, environment, program } = prepared;
  const { code, stdout, stderr } = await captureProgram(
    [program, 'validate', '-no-color'],
    { cwd: folder, env: environment, isPrivate: true },
    signal,
  );
  for (const line of `${stdout}${stderr}`.trimEnd().split('\n')) tools.report.line(mask(line), 'stdout');
  if (code !== 0) throw new CapstanError('TERRAFORM_FAILED', `terraform validate: the template is not right`);
}

function varWords(prepared: Prepared): string[] {
  return [...stateWords(prepared), `-var-file=${prepared.varsFile}`, ...prepared.words];
}

/** A kubeconfig that a template brings about is written where the cluster's is looked for. */
async function writeFiles({ component, target }: Work, outputs: Readonly<Record<string, Output>>): Promise<void> {
  for (const [name, written] of Object.entries(component.files)) {
    const output = outputs[name];
    if (output === undefined) {
      throw new CapstanError('COMPONENT_INVALID', `component ${component.name}: \`files.${name}\` is no output of it`, {
        place: component.place,
        hint: `its outputs: ${Object.keys(outputs).join(', ') || 'none'}`,
      });
    }
    if (output.value === null || output.value === '') continue;
    const file = pathFor(written, `files.${name}`, component, target, target.componentBase);
    await writePrivately(file, textOf(output.value));
  }
}

function namesOf(outputs: Readonly<Record<string, Output>>): string {
  const names = Object.entries(outputs).map(([name, { sensitive }]) => (sensitive ? `${name} (sensitive)` : name));
  return names.length === 0 ? '' : `; outputs: ${names.join(', ')}`;
}
