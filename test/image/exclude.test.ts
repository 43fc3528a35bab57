import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isExcluded } from '../../src/image/layer/exclude.ts';

const it = suite('what is left out of a layer');

const files = ['.env', '.env.local', '.x/y', 'a/.b/c', 'a/.psd', 'a/b.psd', 'a/b/c', 'env', 'file2'];

for (const [glob, out] of [
  ['**', files],
  ['*', ['.env', '.env.local', 'env', 'file2']],
  ['.*', ['.env', '.env.local']],
  ['**/.*', ['.env', '.env.local', 'a/.psd']],
  ['.env', ['.env']],
  ['.env*', ['.env', '.env.local']],
  ['./.env', ['.env']],
  ['*.local', ['.env.local']],
  ['?env', ['.env']],
  ['[.]env', ['.env']],
  ['{.env,env}', ['.env', 'env']],
  ['**/*.psd', ['a/.psd', 'a/b.psd']],
  ['.x/**', ['.x/y']],
  ['a/**', ['a/.b/c', 'a/.psd', 'a/b.psd', 'a/b/c']],
  ['a/*/c', ['a/.b/c', 'a/b/c']],
  ['**/.b/**', ['a/.b/c']],
  ['**/c', ['a/.b/c', 'a/b/c']],
  ['a/b/c/', ['a/b/c']],
  ['file{1..3}', ['file2']],
  ['b/**', []],
] as const) {
  it(`${glob} leaves out ${out.length === 0 ? 'nothing' : out.join(', ')}`, () => {
    assert.equal(
      files.filter((file) => isExcluded(file, [glob])),
      [...out],
    );
  });
}

it('without a glob all is taken', () => {
  assert.not.ok(isExcluded('.env'));
  assert.not.ok(isExcluded('.env', []));
});

it.run();
