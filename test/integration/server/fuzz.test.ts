import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startServer } from '../../../src/server/index.ts';
import { states } from '../../../src/workflow/index.ts';
import { api, cloudApp } from '../../support/cloud-app.ts';
import { scratchFolder } from '../../support/scratch.ts';

const it = suite('fuzzing the API');
const folder = fileURLToPath(new URL('./schemathesis', import.meta.url));
const run = promisify(execFile);

/** Schemathesis in an environment of its own, made once for each set of versions. */
async function schemathesis(): Promise<string> {
  const requirements = join(folder, 'requirements.txt');
  const [, version] = /^schemathesis==(\S+)$/m.exec(readFileSync(requirements, 'utf8')) ?? [];
  const kept = join(homedir(), '.cache/capstan', `schemathesis-${version}`);
  const program = join(kept, 'bin/schemathesis');
  if (existsSync(program)) return program;
  // Programs of an environment name its folder: it is made where it stays, and marked whole by its last step.
  mkdirSync(join(kept, '..'), { recursive: true });
  rmSync(kept, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', kept]);
  const python = join(kept, 'bin/python');
  await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--requirement', requirements]);
  renameSync(program, `${program}.whole`);
  renameSync(`${program}.whole`, program);
  return program;
}

const many = { perSecond: 10_000, burst: 10_000 };

it('no request that the document describes, or that breaks it, makes the API answer other than it says', async () => {
  const program = await schemathesis();
  await using cloud = await cloudApp({ limits: { requests: many, failures: many } });
  await cloud.offer('hello', { limits: { deployments: 100_000 } });
  for (const user of ['someuser', 'admin']) {
    await cloud.ask(user, 'POST', `${api}/service/command`, {
      offering: 'hello',
      user,
      phase: 'install',
      params: 'size=1',
    });
  }
  await cloud.store.db.updateTable('commands').set({ status: states.FAILED }).where('id', '=', 1).execute();
  const server = await startServer({ app: cloud.app, host: '127.0.0.1', port: 0 });
  try {
    const words = [
      ...['--config-file', join(folder, 'schemathesis.toml')],
      ...['run', `${server.url}${api}/openapi.json`],
      ...['--header', `Authorization: ApiKey admin:${cloud.keys['admin']}`],
      // streams that end only when the reader goes
      ...['--exclude-path-regex', '/events$'],
      ...['--phases', 'examples,coverage,fuzzing', '--max-examples', '8', '--seed', '1', '--no-shrink'],
      ...['--continue-on-failure', '--request-timeout', '20'],
    ];
    const { stdout, code } = await run(program, words, { cwd: scratchFolder(), maxBuffer: 64 * 1_024 * 1_024 }).then(
      ({ stdout }) => ({ stdout, code: 0 }),
      (error: { stdout: string; code: number }) => error,
    );
    assert.is(code, 0, stdout.slice(-20_000));
    assert.match(stdout, /Tested: 2[0-9]/);
  } finally {
    await server.close();
  }
});

it.run();
