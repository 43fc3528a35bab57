import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Scene } from './scene.ts';

// Of no file may a byte be written, and there is no folder to make one in: what a full disk leaves of a machine.
const scene = await Scene.open('disk', {
  launcher: ['/bin/sh', '-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath],
  cwd: '/proc',
  env: { HOME: '/proc', TMPDIR: '/proc' },
});

const it = suite('a full disk');
it.after(() => scene[Symbol.asyncDispose]());

it('the operator works without one: install, upgrade, drift, uninstall', async () => {
  await scene.create('w', { text: 'one', extras: ['a'], hasHook: true });
  await scene.isAsWanted();
  await scene.edit('w', { text: 'two', extras: ['b'] });
  await scene.spoil('w', 'wrong');
  await scene.isAsWanted();
  await scene.delete('w');
  await scene.isAsWanted();
  assert.is(await scene.operator.stop(), 0);
});

it.run();
