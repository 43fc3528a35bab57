import { type Kysely, sql } from 'kysely';
import type { Params } from '../../params/index.ts';
import { isAway, type Store, type Tables } from '../store/index.ts';
import { type DescribedParameters, describeParameters, faultOf } from './check-parameters.ts';
import type { CommandView } from './view.ts';
import { viewOf, type Written } from './written.ts';

/** For whom what is installed, and who says so. */
type Install = Pick<CommandView, 'offering' | 'user' | 'by' | 'params'>;

interface Waiting {
  readonly install: Install & Pick<DescribedParameters, 'version'>;
  readonly resolve: (written: InstallWritten | undefined) => void;
  readonly reject: (error: unknown) => void;
}

type InstallWritten = Written & Pick<CommandView, 'deployment'> & { readonly place: number };

/** What one transaction takes. */
const atMost = 100;

/**
 * Installs that nothing is in the way of: the usual case, which many wait for. Who comes alone is written at once; who comes
 * while others are written waits for them and goes with all that came meanwhile, in one statement.
 */
export class Installs {
  readonly #db: Kysely<Tables>;
  /** Plans as they were last read: `submit_install` does nothing when one has changed since. */
  readonly #plans = new Map<string, DescribedParameters>();
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor({ db }: Pick<Store, 'db'>) {
    this.#db = db;
  }

  /** Undefined, and nothing is done, where there is more to decide or something to refuse. */
  async submit(install: Install, said: Params): Promise<CommandView | undefined> {
    const { offering, user, by, params } = install;
    const plan = this.#plans.get(offering) ?? (await describeParameters(this.#db, offering));
    if (plan === undefined) return undefined;
    this.#plans.set(offering, plan);
    if (faultOf(plan.parameters, 'install', said)) return undefined; // who refuses reads the plan anew first
    const written = await this.#write({ offering, user, by, params, version: plan.version });
    if (written === undefined) {
      this.#plans.delete(offering);
      return undefined;
    }
    const { place: _, ...row } = written;
    return viewOf(install, { ...row, phase: 'install' });
  }

  #write(install: Waiting['install']): Promise<InstallWritten | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ install, resolve, reject });
      if (!this.#isWriting) void this.#writeWaiting();
    });
  }

  async #writeWaiting(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, atMost);
      this.#waiting = this.#waiting.slice(atMost);
      await this.#writeBatch(batch);
    }
    this.#isWriting = false;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    const given = JSON.stringify(
      batch.map(({ install }) => install),
      (_, value) => (typeof value === 'string' ? value.toWellFormed() : value), // no half of a pair, which json refuses
    );
    try {
      const { rows } = await sql<InstallWritten>`SELECT * FROM submit_installs(${given}::json)`.execute(this.#db);
      const byPlace = new Map(rows.map((row) => [row.place, row]));
      for (const [place, { resolve }] of batch.entries()) resolve(byPlace.get(place));
    } catch (error) {
      if (batch.length === 1 || !isTakenBack(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await this.#writeBatch([one]); // one of them is to blame, and the others are not
    }
  }
}

/** The database refused, so nothing was written; of one that is away nobody knows. */
function isTakenBack(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !isAway(error);
}
