/**
 * schema-upgrader: the Job that brings the database to the schema of this version.
 *
 * It waits for the database, upgrades it, and publishes the schema's versions as files in a folder that all servers and
 * loops mount: each waits until the database is at least as far as the folder and as itself.
 */
export { upgraderCommand } from './command.ts';
