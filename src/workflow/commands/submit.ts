import { sql, type Transaction } from 'kysely';
import { CapstanError } from '../../errors/index.ts';
import { type Params, parseParams } from '../../params/index.ts';
import { findTarget, placeInstall, type Subject, type Target } from '../deployments/index.ts';
import { isPhase, type Phase, phases } from '../states.ts';
import type { Store, Tables } from '../store/index.ts';
import { checkParameters, describeParameters } from './check-parameters.ts';
import { claimKey, type Idempotency, nameCommand } from './idempotency.ts';
import { Installs } from './installs.ts';
import { type CommandView, selectCommands } from './view.ts';
import { viewOf, type Written } from './written.ts';

export interface Submission {
  readonly offering: string;
  /** For whom. */
  readonly user: string;
  readonly phase: string;
  /** `k=v[,k=v…]` */
  readonly params: string;
  /** Its name; to be given where a user has several of the plan. */
  readonly deployment?: string | undefined;
  /** Who gives the command, by name. */
  readonly by: string;
  readonly idempotency?: Idempotency | undefined;
}

/**
 * Takes a command: it, its job in the queue, its deployment and the note of who gave it are written together or not at all.
 * @throws CapstanError PHASE_UNKNOWN, PARAMS_INVALID, OFFERING_UNKNOWN, USER_UNKNOWN, LIMIT_REACHED, NOT_DEPLOYED,
 *   STATE_CONFLICT, IDEMPOTENCY_KEY_REUSED
 */
export async function submitCommand(
  store: Store,
  submission: Submission,
): Promise<{ readonly command: CommandView; readonly isReplay: boolean }> {
  const phase = checkPhase(submission.phase);
  const params = parseParams(submission.params);
  const installed = await installAtOnce(store, submission, params);
  if (installed) return { command: installed, isReplay: false };
  return store.db.transaction().execute(async (trx) => {
    const parties = await findParties(trx, submission);
    const before = await claimKey(trx, parties.by, submission.idempotency);
    if (before !== undefined) return { command: await readCommand(trx, before), isReplay: true };
    const described = await describeParameters(trx, submission.offering);
    checkParameters(described?.parameters ?? [], phase, params);
    const { deployment: named } = submission;
    const target = await (phase === 'install'
      ? placeInstall(trx, parties, named)
      : findTarget(trx, parties, named, phase));
    const row = await write(trx, submission, parties, { phase, target });
    await nameCommand(trx, parties.by, submission.idempotency, row.id);
    return { command: viewOf(submission, { ...row, phase, deployment: target.name }), isReplay: false };
  });
}

const installs = new WeakMap<Store, Installs>();

/** Undefined, and nothing is done, for what is no plain install, or cannot be done without a closer look. */
async function installAtOnce(store: Store, submission: Submission, said: Params): Promise<CommandView | undefined> {
  const { phase, deployment, idempotency } = submission;
  if (phase !== 'install' || deployment !== undefined || idempotency !== undefined) return undefined;
  const known = installs.get(store) ?? new Installs(store);
  installs.set(store, known);
  return known.submit(submission, said);
}

/** The command, its job and the note of who gave it. */
async function write(
  trx: Transaction<Tables>,
  { params, by }: Submission,
  { plan, user, configuration, by: giver }: Parties,
  { phase, target }: { readonly phase: Phase; readonly target: Target },
): Promise<Written> {
  const detail = JSON.stringify({ offering: plan.name, user: user.name, phase, deployment: target.name });
  const { rows } = await sql<Written>`
    SELECT * FROM write_command(
      ${plan.id}, ${configuration}, ${user.id}, ${target.id}, ${giver}, ${phase}, ${params}, ${by}, ${detail})`.execute(
    trx,
  );
  return rows[0] as Written;
}

function checkPhase(word: string): Phase {
  if (isPhase(word)) return word;
  throw new CapstanError(
    'PHASE_UNKNOWN',
    `there is no phase ${JSON.stringify(word.slice(0, 80))}: it is one of ${phases.join(', ')}`,
  );
}

interface Parties extends Subject {
  readonly configuration: number;
  readonly by: number;
}

interface FoundParties {
  readonly plan_id: number;
  readonly configuration_id: number | null;
  readonly max_deployments: number;
  readonly user_id: number | null;
  readonly by_id: number | null;
}

/** Locks them for each other until the end of the transaction. */
async function findParties(trx: Transaction<Tables>, { offering, user, by }: Submission): Promise<Parties> {
  const { rows } = await sql<FoundParties>`SELECT * FROM find_parties(${offering}, ${user}, ${by})`.execute(trx);
  const [found] = rows;
  if (!found || found.configuration_id === null) {
    throw new CapstanError('OFFERING_UNKNOWN', `no service ${JSON.stringify(offering.slice(0, 80))} is offered`);
  }
  const { user_id, by_id } = found;
  if (user_id === null || by_id === null) {
    const unknown = user_id === null ? user : by;
    throw await unknownUser(trx, unknown);
  }
  return {
    plan: { id: found.plan_id, name: offering, max: found.max_deployments },
    user: { id: user_id, name: user },
    by: by_id,
    configuration: found.configuration_id,
  };
}

async function unknownUser(trx: Transaction<Tables>, name: string): Promise<CapstanError> {
  const user = await trx.selectFrom('users').select('name').where('name', '=', name).executeTakeFirst();
  if (user)
    return new CapstanError('USER_UNKNOWN', `user ${name} is disabled`, { hint: `cloudmgr user enable ${name}` });
  return new CapstanError('USER_UNKNOWN', `there is no user ${JSON.stringify(name.slice(0, 80))}`);
}

async function readCommand(trx: Transaction<Tables>, id: number): Promise<CommandView> {
  return selectCommands(trx).where('commands.id', '=', id).executeTakeFirstOrThrow();
}
