import { type Kysely, sql } from 'kysely';
import { CapstanError } from '../../errors/index.ts';
import { type Phase, stateName, states } from '../states.ts';
import type { DeploymentTable, Tables } from '../store/index.ts';

/** Whose deployment of what a command is about. */
export interface Subject {
  readonly plan: { readonly id: number; readonly name: string; readonly max: number };
  readonly user: { readonly id: number; readonly name: string };
}

export interface Target {
  readonly id: number;
  readonly name: string;
}

interface Found extends Target {
  readonly status: DeploymentTable['status']['__select__'];
  readonly installed: boolean;
}

/**
 * The deployment that an install makes: the first number that is free, or the one that `named` says. An install that failed
 * and was never complete may be tried again in its own place.
 * @throws CapstanError LIMIT_REACHED, NOT_DEPLOYED
 */
export async function placeInstall(trx: Kysely<Tables>, subject: Subject, named: string | undefined): Promise<Target> {
  if (named !== undefined) return placeNamed(trx, subject, named);
  const taken = await takeFree(trx, subject);
  if (taken) return taken;
  const failed = await failedInstall(trx, subject);
  if (failed) return takeAgain(trx, failed);
  throw await limitReached(trx, subject);
}

/**
 * The deployment that an update or a removal acts on: the one that is named, else `<plan>.<user>`, else the only one.
 * What an install has never made cannot be updated; it may be while the install is under way, for its turn comes after that.
 * @throws CapstanError NOT_DEPLOYED, STATE_CONFLICT while it is being removed
 */
export async function findTarget(
  trx: Kysely<Tables>,
  subject: Subject,
  named: string | undefined,
  phase: Exclude<Phase, 'install'>,
): Promise<Target> {
  const { plan, user } = subject;
  const live = await deploymentsOf(trx, subject)
    .where('status', '<>', states.REMOVED)
    .$if(named !== undefined, (query) => query.where('name', '=', named as string))
    .orderBy('number')
    .limit(3)
    .execute();
  const [target, another, more] = live;
  if (target === undefined) {
    const what =
      named === undefined
        ? `${user.name} has no deployment of ${plan.name}`
        : `${user.name} has no deployment ${named} of ${plan.name}`;
    throw new CapstanError('NOT_DEPLOYED', what, { hint: 'install it first' });
  }
  if (another !== undefined && target.name !== `${plan.name}.${user.name}`) {
    throw new CapstanError(
      'NOT_DEPLOYED',
      `${user.name} has several deployments of ${plan.name}: ${target.name}, ${another.name}${more ? ', …' : ''}`,
      {
        hint: 'say by `deployment` which one is meant',
      },
    );
  }
  await refuseWhileRemoved(trx, target);
  if (phase === 'update' && !target.installed) await refuseUnlessInstalling(trx, target);
  return target;
}

async function placeNamed(trx: Kysely<Tables>, subject: Subject, named: string): Promise<Target> {
  const found = await deploymentsOf(trx, subject).where('name', '=', named).executeTakeFirst();
  if (found === undefined) {
    throw new CapstanError(
      'NOT_DEPLOYED',
      `${subject.user.name} never had a deployment ${named} of ${subject.plan.name}`,
      {
        hint: 'leave `deployment` out: a new one is given its name',
      },
    );
  }
  const isRetry = found.status === states.FAILED && !found.installed && !(await hasOpenCommand(trx, found.id));
  if (isRetry) return takeAgain(trx, found);
  const live = await countLive(trx, subject);
  if (found.status !== states.REMOVED || live >= subject.plan.max) throw await limitReached(trx, subject);
  return takeAgain(trx, found);
}

/** The first free number, if the limit allows one more. */
async function takeFree(trx: Kysely<Tables>, { plan, user }: Subject): Promise<Target | undefined> {
  const { rows } = await sql<Target>`
    SELECT * FROM take_free_place(${plan.id}, ${user.id}, ${`${plan.name}.${user.name}`}, ${plan.max})`.execute(trx);
  return rows[0];
}

async function countLive(trx: Kysely<Tables>, subject: Subject): Promise<number> {
  const live = trx
    .selectFrom(deploymentsOf(trx, subject).where('status', '<>', states.REMOVED).as('live'))
    .select((e) => e.fn.countAll<number>().as('count'));
  return (await live.executeTakeFirstOrThrow()).count;
}

async function takeAgain(trx: Kysely<Tables>, { id, name }: Target): Promise<Target> {
  await trx.updateTable('deployments').set(fresh).where('id', '=', id).execute();
  return { id, name };
}

const fresh = { status: states.INITIATED, status_message: '', installed: false, params: '', settings: '{}' } as const;

async function failedInstall(trx: Kysely<Tables>, subject: Subject): Promise<Found | undefined> {
  const failed = await deploymentsOf(trx, subject)
    .where('status', '=', states.FAILED)
    .where('installed', '=', false)
    .orderBy('number')
    .execute();
  for (const one of failed) if (!(await hasOpenCommand(trx, one.id))) return one;
  return undefined;
}

async function limitReached(trx: Kysely<Tables>, subject: Subject): Promise<CapstanError> {
  const live = deploymentsOf(trx, subject).where('status', '<>', states.REMOVED).orderBy('number');
  const [first, second] = await live.limit(2).execute();
  const state =
    first && !second ? `${first.name} is ${stateName(first.status)}` : `has ${await countLive(trx, subject)}`;
  const { plan, user } = subject;
  return new CapstanError('LIMIT_REACHED', `${user.name} may have ${plan.max} of ${plan.name}, and ${state}`, {
    hint: 'update or remove what is there',
  });
}

function deploymentsOf(trx: Kysely<Tables>, { plan, user }: Subject) {
  return trx
    .selectFrom('deployments')
    .select(['id', 'name', 'status', 'installed'])
    .where('plan_id', '=', plan.id)
    .where('user_id', '=', user.id);
}

async function refuseWhileRemoved(trx: Kysely<Tables>, { id, name }: Target): Promise<void> {
  const removal = await openCommands(trx, id).where('phase', 'in', ['remove', 'uninstall']).executeTakeFirst();
  if (removal) throw new CapstanError('STATE_CONFLICT', `${name} is being removed by command ${removal.id}`);
}

async function refuseUnlessInstalling(trx: Kysely<Tables>, { id, name }: Target): Promise<void> {
  const install = await openCommands(trx, id).where('phase', '=', 'install').executeTakeFirst();
  if (install) return;
  throw new CapstanError('NOT_DEPLOYED', `the install of ${name} was never complete`, {
    hint: 'restart the install, or give it again',
  });
}

async function hasOpenCommand(trx: Kysely<Tables>, deployment: number): Promise<boolean> {
  return (await openCommands(trx, deployment).executeTakeFirst()) !== undefined;
}

function openCommands(trx: Kysely<Tables>, deployment: number) {
  return trx
    .selectFrom('commands')
    .select('id')
    .where('deployment_id', '=', deployment)
    .where('status', 'in', [states.INITIATED, states.PENDING]);
}
