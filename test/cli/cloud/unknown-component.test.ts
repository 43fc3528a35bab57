import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Home } from '../../integration/execution/home.ts';

const it = suite('a component that is in no file');
const stage = new Home({});
stage.write('resources/components/scripts.yml', 'web:\n  script: web.sh\n');

it('env says so in one line, and prints the environment', async () => {
  const { code, stdout, stderr } = await stage.cloudmgr(['env', '-c', 'nope']);
  assert.is(code, 0, stderr);
  assert.is(stderr, 'cloudmgr: there is no component nope: the home has web\n');
  assert.match(stdout, 'export COMPONENT=nope');
});

it('shell says so in one line, and opens', async () => {
  const { code, stdout, stderr } = await stage.cloudmgr(['shell', '-c', 'nope'], { input: 'echo is $COMPONENT' });
  assert.is(code, 0, stderr);
  assert.match(stdout, 'is nope');
  assert.match(stderr, 'there is no component nope: the home has web\n');
});

it('preflight says so, unless nobody has named one', async () => {
  const env = { KUBECONFIG: '/nonexistent' };
  const { stderr } = await stage.cloudmgr(['preflight', '-c', 'nope'], { env });
  assert.match(stderr, 'there is no component nope: the home has web\n');
  assert.not.match((await stage.cloudmgr(['preflight'], { env })).stderr, 'there is no component');
});

it('a component that is there, and a script of none, is passed over in silence', async () => {
  for (const name of ['web', 'scripts/other.sh']) {
    assert.is((await stage.cloudmgr(['env', '-c', name])).stderr, '');
  }
});

for (const [command, name] of [
  ['env', 'a/b'],
  ['env', '../web'],
  ['env', 'scripts/../web'],
  ['shell', '../web'],
  ['preflight', 'a/b'],
  ['run', '../web'],
] as const) {
  it(`${command} -c ${name} is refused`, async () => {
    const { code, stderr } = await stage.cloudmgr([command, '-c', name]);
    assert.is(code, 1);
    assert.match(stderr, 'COMPONENT_UNKNOWN');
    assert.not.match(stderr, 'there is no component');
  });
}

it.run();
