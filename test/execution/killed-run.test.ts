import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Home } from '../integration/execution/home.ts';
import { eventually } from '../support/eventually.ts';
import { writeScript } from '../support/scratch.ts';

const it = suite('a cloudmgr that is killed');

it('its script lives on and keeps others out; when it has ended a run is possible', async () => {
  const stage = new Home({});
  const gate = join(stage.folder, 'gate');
  stage.write('resources/components/scripts.yml', 'slow:\n  script: slow.sh\n');
  // Its lines go nowhere: who prints to a pipe that nobody reads is ended by that.
  stage.write(
    'scripts/slow.sh',
    `exec >/dev/null 2>&1
echo $$ >> ${gate}.begun
for i in $(seq 600); do [ -e ${gate} ] && break; sleep 0.1; done`,
  );
  const words = ['run', '-c', 'slow', '-u', 'someuser'];
  const first = stage.start(words);
  const script = await begunIn(gate);
  const ended = new Promise((resolve) => first.once('exit', resolve));
  first.kill('SIGKILL');
  await ended;
  process.kill(script, 0); // it lives
  const { code, stderr } = await stage.cloudmgr(words);
  assert.is(code, 1, stderr);
  assert.match(stderr, 'DEPLOYMENT_BUSY');
  assert.match(stderr, /process \d+ works with \S+ still; the cloudmgr that started it was killed/);
  stage.write('../gate', '');
  await eventually(() => assert.throws(() => process.kill(script, 0)));
  await stage.succeed(words);
  assert.is(readFileSync(`${gate}.begun`, 'utf8').trim().split('\n').length, 2);
  assert.is(stage.recorded('someuser', 'slow')['scripts']?.status, 'COMPLETED');
  assert.not.ok(existsSync(join(stage.base('someuser', 'slow'), '.script.lock.run')));
});

it('so does its terraform', async () => {
  const stage = new Home({});
  const gate = join(stage.folder, 'gate');
  const bin = join(stage.folder, 'bin');
  writeScript(
    join(bin, 'terraform'),
    `[ $1 = init ] || exec >/dev/null 2>&1
[ $1 = apply ] || exit 0
echo $$ >> ${gate}.begun
for i in $(seq 600); do [ -e ${gate} ] && break; sleep 0.1; done`,
  );
  stage.write('resources/components/terraform.yml', 'box:\n  template: box\n');
  stage.write('resources/terraform/box/main.tf', '');
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  const first = stage.start(['terraform.install', '-c', 'box', '-u', 'kim'], env);
  const terraform = await begunIn(gate);
  const ended = new Promise((resolve) => first.once('exit', resolve));
  first.kill('SIGKILL');
  await ended;
  const { stderr } = await stage.cloudmgr(['terraform.remove', '-c', 'box', '-u', 'kim'], { env });
  assert.match(stderr, /process \d+ works with \S+ still; the cloudmgr that started it was killed/);
  stage.write('../gate', '');
  await eventually(() => assert.throws(() => process.kill(terraform, 0)));
  await stage.succeed(['terraform.remove', '-c', 'box', '-u', 'kim'], { env });
});

/** The process that has begun to wait for the gate. */
function begunIn(gate: string): Promise<number> {
  return eventually(() => {
    const text = readFileSync(`${gate}.begun`, 'utf8');
    assert.match(text, /^\d+\n$/);
    return Number(text);
  });
}

it.run();
