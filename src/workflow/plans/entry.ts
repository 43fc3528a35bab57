import { z } from 'zod';
import { CapstanError } from '../../errors/index.ts';
import { isPlanName, parseParams } from '../../params/index.ts';
import type { PlanParameter, Step } from '../store/index.ts';

/** One service as a file or a request describes it, checked and complete. */
export interface ServiceEntry {
  readonly name: string;
  readonly description: string;
  readonly limits: { readonly deployments: number; readonly concurrency: number | null };
  readonly parameters: readonly PlanParameter[];
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly timeout: number | null;
}

const maxCount = 1_000_000;
const maxSeconds = 7 * 24 * 3_600;
const count = z.int().min(1).max(maxCount);
const seconds = z.int().min(1).max(maxSeconds);

/** How the systems that such files come from call the tasks. */
const taskNames: Readonly<Record<string, Step['task']>> = {
  run: 'run',
  git: 'git',
  module: 'module',
  'paasdeploy.tasks.run': 'run',
};

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => String(value ?? ''));
const step = z.strictObject({
  task: z.string().refine((name) => Object.hasOwn(taskNames, name), { error: 'must be run, git or module' }),
  params: z
    .string()
    .trim()
    .min(1)
    .refine((text) => !text.includes('\0'), { error: 'must not have a NUL character' }),
  name: z.string().min(1).max(200).optional(),
  timeout: seconds.optional(),
});
const steps = z.array(step).max(100).nullish();
const parameter = z
  .strictObject({
    name: z.string().refine(isKey, { error: 'must be a key as in key=value' }),
    label: z.string().max(200).optional(),
    type: z.enum(['string', 'integer', 'boolean', 'choice']).default('string'),
    choices: z.array(scalar).min(1).max(1_000).optional(),
    default: scalar.optional(),
    required: z.boolean().optional(),
    description: z.string().max(2_000).optional(),
  })
  .refine(({ type, choices }) => (type === 'choice') === (choices !== undefined), {
    error: 'has choices if its type is choice, and only then',
  });

const entry = z.strictObject({
  plan: z.string().refine(isPlanName, { error: 'must be of letters, digits, dashes and underscores, 63 at most' }),
  description: z.string().max(10_000).nullish(),
  limits: z.strictObject({ deployments: count.nullish(), concurrency: count.nullish() }).nullish(),
  parameters: z.array(parameter).max(100).nullish(),
  timeout: seconds.nullish(),
  configuration: z
    .strictObject({
      env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable'), scalar).nullish(),
      steps,
    })
    .nullish(),
  steps,
});

/**
 * Checks one entry of a service file; steps may stand beside `configuration` or in it.
 * @param where in front of the message, such as `services/hello-service.yml, entry 1`
 * @throws CapstanError SERVICE_INVALID
 */
export function readServiceEntry(data: unknown, where: string): ServiceEntry {
  const read = entry.safeParse(data);
  if (!read.success) throw invalid(where, read.error.issues.map(wordsOf).join('; '));
  const { plan, description, limits, parameters, timeout, configuration, steps: outer } = read.data;
  if (outer && configuration?.steps) throw invalid(where, '`steps` stands both in `configuration` and beside it');
  const given = outer ?? configuration?.steps ?? [];
  if (given.length === 0) throw invalid(where, 'it has no `steps`');
  const names = (parameters ?? []).map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(where, `the parameter ${twice} stands in it twice`);
  return {
    name: plan,
    description: description ?? '',
    limits: { deployments: limits?.deployments ?? 1, concurrency: limits?.concurrency ?? null },
    parameters: (parameters ?? []) as readonly PlanParameter[],
    env: configuration?.env ?? {},
    steps: given.map((one) => ({ ...one, task: taskNames[one.task] as Step['task'] }) as Step),
    timeout: timeout ?? null,
  };
}

function isKey(name: string): boolean {
  try {
    return Object.keys(parseParams(`${name}=`))[0] === name;
  } catch {
    return false;
  }
}

function wordsOf({ path, message }: z.core.$ZodIssue): string {
  const at = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return at === '' ? message : `${at}: ${message}`;
}

function invalid(where: string, reason: string): CapstanError {
  return new CapstanError('SERVICE_INVALID', `${where}: ${reason}`);
}
