import { type Kysely, sql } from 'kysely';

/** Installs that came at the same time, in one transaction: a commit waits for the disk, whatever is in it. */
export const submissions = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(submitInstalls).execute(db);
  },
};

// A row for each that was taken, with its place among those given. In the order of their locks, so that no two of these wait
// for each other; those of one user stay in the order in which they came.
const submitInstalls = `CREATE FUNCTION submit_installs(given json)
  RETURNS TABLE (place integer, id integer, status smallint, status_message text, attempt integer, created timestamptz,
    updated timestamptz, deployment text) LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  DECLARE one record;
  BEGIN
    FOR one IN SELECT number, value FROM json_array_elements(given) WITH ORDINALITY AS item (value, number)
      ORDER BY value->>'offering', value->>'user', number
    LOOP
      RETURN QUERY SELECT one.number::integer - 1, written.* FROM submit_install(one.value->>'offering',
        one.value->>'user', one.value->>'by', one.value->>'params', one.value->>'version') AS written;
    END LOOP;
  END $$`;
