import { type Kysely, sql } from 'kysely';

/**
 * A submission within the database: a session keeps the plans of a function's statements, where it would read and plan a dozen
 * of them again for every command. What a function is not sure of it leaves to its caller, who says why.
 */
export const submission = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const columnsOfCommand = `id integer, status smallint, status_message text, attempt integer, created timestamptz, updated timestamptz`;

const statements = [
  // Until the end of the transaction the plan cannot be withdrawn, and nobody else decides about what this user has of it.
  `CREATE FUNCTION find_parties(offering text, receiver text, giver text)
     RETURNS TABLE (plan_id integer, configuration_id integer, max_deployments integer, user_id integer, by_id integer)
     LANGUAGE plpgsql AS $$
     #variable_conflict use_column
     BEGIN
       SELECT plans.id, plans.configuration_id, plans.max_deployments,
           (SELECT id FROM users WHERE name = receiver AND NOT disabled),
           (SELECT id FROM users WHERE name = giver AND NOT disabled)
         INTO plan_id, configuration_id, max_deployments, user_id, by_id
         FROM plans WHERE name = offering AND withdrawn IS NULL FOR KEY SHARE;
       IF NOT FOUND THEN RETURN; END IF;
       PERFORM pg_advisory_xact_lock(plan_id, user_id);
       RETURN NEXT;
     END $$`,
  // Nothing when the limit is reached. Numbers have no holes, so that nothing has to be counted but what was removed.
  `CREATE FUNCTION take_free_place(plan integer, owner integer, first_name text, max integer)
     RETURNS TABLE (id integer, name text) LANGUAGE plpgsql AS $$
     #variable_conflict use_column
     DECLARE
       highest integer := (SELECT coalesce(max(number), 0) FROM deployments WHERE plan_id = plan AND user_id = owner);
       removed integer;
       next integer;
     BEGIN
       SELECT count(*), coalesce(min(number), highest + 1) INTO removed, next
         FROM deployments WHERE plan_id = plan AND user_id = owner AND status = 8;
       IF highest - removed >= max THEN RETURN; END IF;
       RETURN QUERY INSERT INTO deployments (name, plan_id, user_id, number, status)
         VALUES (first_name || CASE WHEN next = 1 THEN '' ELSE '.' || next END, plan, owner, next, 0)
         ON CONFLICT (plan_id, user_id, number) DO UPDATE SET status = excluded.status, status_message = '',
           installed = false, params = '', settings = '{}'
         RETURNING id, name;
     END $$`,
  // The command, the note of who gave it and its job (queue_command: src/workflow/queue). Values of parameters are not noted.
  `CREATE FUNCTION write_command(plan integer, configuration integer, owner integer, target integer, by_id integer,
       phase text, params text, giver text, detail json)
     RETURNS TABLE (${columnsOfCommand}) LANGUAGE plpgsql AS $$
     #variable_conflict use_column
     BEGIN
       INSERT INTO commands (plan_id, configuration_id, user_id, deployment_id, phase, params, submitted_by)
         VALUES (plan, configuration, owner, target, write_command.phase, write_command.params, by_id)
         RETURNING id, status, status_message, attempt, created, updated
         INTO id, status, status_message, attempt, created, updated;
       INSERT INTO audit (actor, action, subject, detail)
         VALUES (giver, 'command.submit', 'command ' || write_command.id, write_command.detail);
       PERFORM queue_command(write_command.id);
       RETURN NEXT;
     END $$`,
  // All of an install that nothing is in the way of; nothing, and nothing written, for any other. The version is the one of the
  // plan that the parameters were checked by.
  `CREATE FUNCTION submit_install(offering text, receiver text, giver text, params text, version text)
     RETURNS TABLE (${columnsOfCommand}, deployment text) LANGUAGE plpgsql AS $$
     #variable_conflict use_column
     DECLARE
       parties record;
       place record;
     BEGIN
       SELECT * INTO parties FROM find_parties(offering, receiver, giver);
       IF parties.configuration_id IS NULL OR parties.user_id IS NULL OR parties.by_id IS NULL THEN RETURN; END IF;
       PERFORM 1 FROM plans WHERE id = parties.plan_id AND extract(epoch FROM updated)::text = version;
       IF NOT FOUND THEN RETURN; END IF;
       SELECT * INTO place
         FROM take_free_place(parties.plan_id, parties.user_id, offering || '.' || receiver, parties.max_deployments);
       IF NOT FOUND THEN RETURN; END IF;
       RETURN QUERY SELECT written.*, place.name FROM write_command(
         parties.plan_id, parties.configuration_id, parties.user_id, place.id, parties.by_id, 'install', params, giver,
         json_build_object('offering', offering, 'user', receiver, 'phase', 'install', 'deployment', place.name)) AS written;
     END $$`,
];
