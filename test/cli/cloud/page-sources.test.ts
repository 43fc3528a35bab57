import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestFile, digestOfSources, isMadeOf } from '../../../src/cli/cloud/page-sources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('sources of the pages');

const scratch = scratchFolder();
let checkouts = 0;

/** A checkout, as far as the pages go. */
function checkout(): string {
  const root = join(scratch, String(++checkouts));
  for (const file of ['src/web/index.html', 'src/web/app.tsx', 'src/web/shell/style/base.css', 'scripts/web.ts'])
    writeText(join(root, file), file);
  writeText(join(root, 'package-lock.json'), '{}');
  return root;
}

it('the digest is that of what is written, not of when or where', () => {
  assert.is(digestOfSources(checkout()), digestOfSources(checkout()));
});

for (const file of [
  'src/web/app.tsx',
  'src/web/shell/style/base.css',
  'src/web/new.ts',
  'scripts/web.ts',
  'package-lock.json',
])
  it(`a change of ${file} is another digest`, () => {
    const root = checkout();
    const before = digestOfSources(root);
    writeText(join(root, file), 'changed');
    assert.is.not(digestOfSources(root), before);
  });

it('a file of another name is another digest, though the texts are the same', () => {
  const [one, other] = [checkout(), checkout()];
  writeText(join(one, 'src/web/a.ts'), 'x');
  writeText(join(other, 'src/web/b.ts'), 'x');
  assert.is.not(digestOfSources(one), digestOfSources(other));
});

it('built pages say what they were made of', () => {
  const folder = join(scratch, 'built');
  assert.not(isMadeOf(folder, 'abc'));
  writeText(join(folder, digestFile), 'abc');
  assert.ok(isMadeOf(folder, 'abc'));
  assert.not(isMadeOf(folder, 'abd'));
});

it.run();
