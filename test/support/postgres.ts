import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePorts } from '../../src/devcluster/index.ts';

export interface Postgres extends AsyncDisposable {
  /** postgres://postgres@127.0.0.1:PORT/knit, an empty database. */
  readonly uri: string;
}

const readyWithinMs = 60_000;
const triesAtMost = 3;
const folderOfVersions = '/usr/lib/postgresql';

/** A PostgreSQL server of one's own (Debian's package postgresql), for anybody on this machine. The server refuses to run as root: then it runs as postgres. */
export async function startPostgres(): Promise<Postgres> {
  const programs = join(folderOfVersions, newest(readdirSync(folderOfVersions)), 'bin');
  const folder = mkdtempSync(join(tmpdir(), 'capstan-postgres-'));
  const as = userOf(folder);
  const data = join(folder, 'data');
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-N'], { ...as, stdio: 'pipe' });
  const options = ['-D', data, '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  const start = (port: number) =>
    spawn(join(programs, 'postgres'), [...options, '-p', String(port)], { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
  const { child, server } = await untilReady(start);
  return {
    uri: `${server}/knit`,
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT'); // its fast shutdown
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Somebody else may take a port between its being found free and the server's start, which ends the server. */
async function untilReady(start: (port: number) => ChildProcess): Promise<{ child: ChildProcess; server: string }> {
  const deadline = Date.now() + readyWithinMs;
  let said = '';
  for (let left = triesAtMost; left > 0 && Date.now() < deadline; left--) {
    const [port] = (await freePorts(1)) as [number];
    const server = `postgres://postgres@127.0.0.1:${port}`;
    const child = start(port);
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    while (child.exitCode === null && Date.now() < deadline) {
      if (await createDatabase(`${server}/postgres`)) return { child, server };
      await sleep(50);
    }
    child.kill('SIGKILL');
  }
  throw new Error(`PostgreSQL did not start: ${said}`);
}

function newest(versions: readonly string[]): string {
  return [...versions].sort((a, b) => Number(b) - Number(a))[0] ?? '';
}

/** Gives the folder to the user that the server runs as. */
function userOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })));
  chownSync(folder, uid as number, gid as number);
  return { uid: uid as number, gid: gid as number };
}

async function createDatabase(uri: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: uri });
  client.on('error', () => {}); // a server that starts may close connections
  try {
    await client.connect();
    await client.query('CREATE DATABASE knit');
    return true;
  } catch {
    return false; // not yet
  } finally {
    await client.end();
  }
}
