import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CloudRun, cloudHome, encrypted, runCloudmgr } from '../../support/cloudmgr.ts';
import { startPostgres } from '../../support/postgres.ts';
import { scratchFolder, writeScript, writeText } from '../../support/scratch.ts';

const it = suite('migrateuserdb');
const server = await startPostgres();
const home = await cloudHome();
const script = fileURLToPath(new URL('../../../cloudmgr/scripts/migrateuserdb.sh', import.meta.url));
const folder = join(home.deployments, 'omadmin/cluster/om-k8s-omadmin/migrateuserdb');
const alice = await database('alice', 'p@ss w0rd');
const bob = await database('bob', 'b0b');
const seen = join(scratchFolder(), 'seen');

const databases = {
  alice: urlOf('alice', 'p@ss w0rd'),
  bob: urlOf('bob', 'b0b'),
  carol: 'mongodb://carol:c4rol@127.0.0.1:1/omega',
  dave: 'mongodb://dave:d4ve@127.0.0.1:1/store?authSource=admin',
  twin: urlOf('alice', 'p@ss w0rd'),
  eve: 'mysql://eve@127.0.0.1/eve',
};
writeText(join(folder, 'secrets.yaml'), encrypted(home, { databases }));

it.after(async () => {
  await Promise.all([alice.end(), bob.end()]);
  await server[Symbol.asyncDispose]();
});

it('002.15: backs up one account and restores it into another, over what was there', async () => {
  await alice.query(
    `CREATE TABLE models (name text PRIMARY KEY, body bytea); INSERT INTO models VALUES ('a', '\\x00ff'), ('ü', NULL)`,
  );
  await bob.query(`CREATE TABLE models (other int); INSERT INTO models VALUES (1); CREATE TABLE kept (x int)`);
  const { code, said } = await run('install', 'source=alice,target=bob');
  assert.is(code, 0, said);
  assert.equal((await bob.query('SELECT name, body FROM models ORDER BY name')).rows, [
    { name: 'a', body: Buffer.from([0, 255]) },
    { name: 'ü', body: null },
  ]);
  assert.is((await bob.query('SELECT count(*)::int AS n FROM kept')).rows[0].n, 0);
  const owner = await bob.query(`SELECT tableowner FROM pg_tables WHERE tablename = 'models'`);
  assert.is(owner.rows[0].tableowner, 'bob');
});

it('002.15: keeps a backup that only its owner can read, and no password anywhere', async () => {
  const backups = readdirSync(join(folder, 'backups'));
  assert.is(backups.length, 1);
  assert.match(backups[0] ?? '', /^alice-\d{8}T\d{6}Z\.postgres$/);
  assert.is(statSync(join(folder, 'backups', backups[0] ?? '')).mode & 0o777, 0o600);
  const { said } = await run('update', 'source=alice,action=backup');
  for (const word of ['p@ss', 'p%40ss']) assert.not.match(said, word);
  assert.not.match(readFileSync(join(folder, 'deployment.json'), 'utf8'), /p@ss|p%40ss/);
});

it('002.15: restores the newest backup of an account into itself', async () => {
  await alice.query('DELETE FROM models');
  const { code, said } = await run('update', 'source=alice,target=alice,action=restore');
  assert.is(code, 0, said);
  assert.is((await alice.query('SELECT count(*)::int AS n FROM models')).rows[0].n, 2);
});

it('002.15: a restore that fails half-way leaves the database as it was', async () => {
  // the view depends on the table that is to be dropped
  await bob.query('CREATE VIEW names AS SELECT name FROM models; DELETE FROM models');
  const { code, said } = await run('update', 'source=alice,target=bob,action=migrate');
  assert.is(code, 1);
  assert.match(said, /the restore into bob failed/);
  assert.is((await bob.query('SELECT count(*)::int AS n FROM names')).rows[0].n, 0);
  await bob.query('DROP VIEW names');
  assert.is((await run('update', 'source=alice,target=bob,action=migrate')).code, 0);
});

for (const [what, specs, message] of [
  ['an account that the secrets do not know', { source: 'mallory', target: 'bob' }, /no databases\.mallory/],
  ['no source', { target: 'bob' }, /source: name an account/],
  ['no target', { source: 'alice' }, /target: name an account/],
  ['one account twice', { source: 'alice', target: 'alice' }, /the same account/],
  ['one database under two names', { source: 'alice', target: 'twin' }, /the same database/],
  [
    'a restore of one database under two names',
    { source: 'alice', target: 'twin', action: 'restore' },
    /the same database/,
  ],
  ['two kinds of databases', { source: 'alice', target: 'carol' }, /another kind of database/],
  ['a database of another kind', { source: 'eve', target: 'bob' }, /neither a URL of PostgreSQL nor of MongoDB/],
  ['an unknown action', { source: 'alice', target: 'bob', action: 'drop' }, /is any of backup, restore, migrate/],
  [
    'a backup that is elsewhere',
    { source: 'alice', target: 'bob', action: 'restore', backup: '../../x.postgres' },
    /names no backup/,
  ],
  ['a name with a command in it', { source: `$(touch ${seen})`, target: 'bob' }, /source: name an account/],
] as const) {
  it(`002.20: refuses ${what}, with the reason`, () => {
    const { status, stderr } = runScript(specs);
    assert.is(status, 1);
    assert.match(stderr, message);
    assert.not.ok(existsSync(seen));
  });
}

it('002.15: MongoDB goes by its own tools, and the URL is on no command line and in no file', async () => {
  const tools = scratchFolder();
  // no MongoDB can be had here: what the tools are called with is what is looked at
  const record = `for word; do printf '%s\\n' "$word" >> '${seen}.words'; case "$last" in --config) [ ! -f "$word" ] || echo 'in a file' >> '${seen}.config'; cat "$word" >> '${seen}.config';; esac; last=$word; done
for word; do case "$word" in --archive=*) echo dump > "\${word#--archive=}";; esac; done`;
  for (const name of ['mongodump', 'mongorestore']) writeScript(join(tools, name), record);
  const { code, said } = await run('install', 'source=carol,target=dave', { PATH: `${tools}:${home.env['PATH']}` });
  assert.is(code, 0, said);
  const words = readFileSync(`${seen}.words`, 'utf8');
  assert.not.match(words, /c4rol|d4ve/);
  assert.match(words, /--nsFrom\nomega\.\*\n--nsTo\nstore\.\*\n/);
  assert.is(
    readFileSync(`${seen}.config`, 'utf8'),
    'uri: "mongodb://carol:c4rol@127.0.0.1:1/omega"\nuri: "mongodb://dave:d4ve@127.0.0.1:1/store?authSource=admin"\n',
  );
});

it('002.15: removal deletes the backups', async () => {
  const { code, said } = await run('remove', '');
  assert.is(code, 0, said);
  assert.not.ok(readdirSync(folder).includes('backups'));
});

/** The script alone, with the variables that `cloudmgr run` would hand it. */
function runScript(specs: Readonly<Record<string, string>>) {
  const variables = Object.entries(specs).map(([name, value]) => [`VAR_${name.toUpperCase()}`, value]);
  const secrets = Object.entries(databases).map(([name, url]) => [`SECRET_DATABASES_${name.toUpperCase()}`, url]);
  const env = {
    CLOUDMGR_READY: 'migrateuserdb',
    COMPONENT: 'migrateuserdb',
    COMPONENT_BASE: folder,
    DEPLOY_PHASE: 'install',
  };
  return spawnSync('bash', [script], {
    encoding: 'utf8',
    env: { ...home.env, ...env, ...Object.fromEntries([...variables, ...secrets]) },
  });
}

function run(phase: string, specs: string, env: Record<string, string> = {}): Promise<CloudRun> {
  const words = ['run', '-c', 'migrateuserdb', '--user', 'omadmin', '--specs', specs];
  return runCloudmgr(home, words, { DEPLOY_PHASE: phase, ...env });
}

/** A user and a database of the same name. */
async function database(name: string, secret: string): Promise<pg.Client> {
  const admin = new pg.Client({ connectionString: server.uri });
  await admin.connect();
  await admin.query(`CREATE USER ${name} PASSWORD '${secret}'`);
  await admin.query(`CREATE DATABASE ${name} OWNER ${name}`);
  await admin.end();
  const client = new pg.Client({ connectionString: urlOf(name, secret) });
  await client.connect();
  return client;
}

function urlOf(name: string, secret: string): string {
  const { host } = new URL(server.uri);
  return `postgres://${name}:${encodeURIComponent(secret)}@${host}/${name}`;
}

it.run();
