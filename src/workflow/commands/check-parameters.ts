import { type Kysely, sql } from 'kysely';
import { CapstanError } from '../../errors/index.ts';
import type { Params } from '../../params/index.ts';
import type { Phase } from '../states.ts';
import type { PlanParameter, Tables } from '../store/index.ts';

/** What a plan says of its parameters, and as of when: the version is another after every change of the plan. */
export interface DescribedParameters {
  readonly parameters: readonly PlanParameter[];
  readonly version: string;
}

/** Undefined for a plan that is not offered. */
export async function describeParameters(
  db: Kysely<Tables>,
  offering: string,
): Promise<DescribedParameters | undefined> {
  return db
    .selectFrom('plans')
    .select(['parameters', sql<string>`extract(epoch FROM updated)::text`.as('version')])
    .where('name', '=', offering)
    .where('withdrawn', 'is', null)
    .executeTakeFirst();
}

/**
 * What is said has to be what the plan's parameters are. An empty value says nothing, and what the plan does not describe is
 * between the user and the service. Defaults are not filled in: a form shows them, and the service knows its own.
 * @throws CapstanError PARAMS_INVALID, with the parameter's name and never its value
 */
export function checkParameters(parameters: readonly PlanParameter[], phase: Phase, params: Params): void {
  const fault = faultOf(parameters, phase, params);
  if (fault) throw new CapstanError('PARAMS_INVALID', fault);
}

/** What is wrong with the first parameter that is not as the plan has it. */
export function faultOf(parameters: readonly PlanParameter[], phase: Phase, params: Params): string | undefined {
  if (phase === 'remove' || phase === 'uninstall') return undefined; // whatever was said then: it can be removed
  for (const parameter of parameters) {
    const fault = faultOfOne(parameter, phase, params[parameter.name] ?? '');
    if (fault) return fault;
  }
  return undefined;
}

/** @param value empty: it is not said */
function faultOfOne(parameter: PlanParameter, phase: Phase, value: string): string | undefined {
  const { name, required, default: fallback } = parameter;
  if (value === '') {
    const isMissing = required && phase === 'install' && !fallback;
    return isMissing ? `the parameter ${name} is required` : undefined;
  }
  const expected = expectationOf(parameter, value);
  return expected && `the parameter ${name} has to be ${expected}`;
}

/** What the value is not. */
function expectationOf({ type, choices = [] }: PlanParameter, value: string): string | undefined {
  switch (type) {
    case 'integer':
      return /^[+-]?\d+$/.test(value) ? undefined : 'a whole number';
    case 'boolean':
      return /^(?:true|false|yes|no|on|off|1|0)$/i.test(value) ? undefined : 'true or false';
    case 'choice':
      return choices.includes(value) ? undefined : `one of ${choices.join(', ')}`;
    case 'string':
      return undefined;
  }
}
