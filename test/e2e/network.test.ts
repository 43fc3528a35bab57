import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { orSkip, whyNoNodes } from '../support/real-nodes.ts';
import { scratchFolder } from '../support/scratch.ts';

const it = suite('what is left of the network of nodes');
const test = orSkip(it, await whyNoNodes());

const program = fileURLToPath(new URL('nodes/left-network.ts', import.meta.url));

for (const what of [
  'a record that is empty',
  'a record that is half there, and no bridge',
  'a bridge that somebody has deleted',
  'a bridge whose folder is gone',
  'a bridge of somebody else that came meanwhile',
]) {
  test(`${what}: all else is taken back`, () => {
    const words = ['--net', '--mount', process.execPath, program, scratchFolder(), what];
    const { status, stderr } = spawnSync('unshare', words, { encoding: 'utf8' });
    assert.is(status, 0, stderr);
  });
}

it.run();
