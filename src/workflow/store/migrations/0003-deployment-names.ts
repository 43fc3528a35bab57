import { type Kysely, sql } from 'kysely';

/**
 * A deployment is known by plan, user and number. Its name is for people, and two may have the same: the second one of user
 * `bob` is called like the first of a user `bob.2`.
 */
export const deploymentNames = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  'ALTER TABLE deployments DROP CONSTRAINT deployments_name_key',
  'CREATE INDEX deployments_by_name ON deployments (name)',
];
