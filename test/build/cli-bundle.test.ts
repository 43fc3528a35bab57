import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundle } from '../../src/build/clis/bundle.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('bundles of CLIs');
const project = new URL('../../', import.meta.url).pathname;

it('003.15: knit as one script has all that it needs, also what it loads when it is first asked for', async () => {
  const folder = scratchFolder();
  const script = writeText(join(folder, 'knit.cjs'), await bundle(project, 'src/knitfab/knit/main.ts'));
  const profile = writeText(join(folder, 'knitprofile'), 'apiRoot: http://127.0.0.1:1/api\n');
  // a list in one line is read by a part of the YAML reader that is loaded late
  const plan = writeText(join(folder, 'plan.yaml'), 'image: x\ninputs: [{path: /in, tags: ["a:b"]}]\n');
  const words = [script, '--profile', profile, 'plan', 'apply', plan];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', env: {} });
  assert.is(status, 1);
  assert.match(stderr, 'http://127.0.0.1:1/api/plans cannot be reached');
});

it.run();
