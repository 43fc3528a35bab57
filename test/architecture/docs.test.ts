import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printCli } from '../../scripts/docs/cli.ts';
import { printErrors } from '../../scripts/docs/errors.ts';
import { printHelmCompatibility } from '../../scripts/docs/helm-compatibility.ts';
import { printMetrics } from '../../scripts/docs/metrics.ts';
import { printWatches, printWatchesSchema } from '../../scripts/docs/watches.ts';
import { commands } from '../../src/cli/program.ts';
import { filesOf, root } from './source.ts';

const it = suite('docs');
const pages = filesOf('{*,docs/**/*,test/*}.md');

function textOf(path: string): string {
  return pages.find((page) => page.path === path)?.text ?? '';
}

for (const [path, print] of [
  ['docs/reference/cli.md', printCli],
  ['docs/reference/errors.md', printErrors],
  ['docs/reference/helm-compatibility.md', printHelmCompatibility],
  ['docs/reference/metrics.md', printMetrics],
  ['docs/reference/watches.md', printWatches],
] as const) {
  it(`${path} is what npm run docs prints`, async () => assert.is(textOf(path), await print()));
}

it('the reference of the command line has every command', () => {
  for (const { name } of commands) assert.match(textOf('docs/reference/cli.md'), `\n## capstan ${name}\n`);
});

it('docs/reference/watches.schema.json is what npm run docs prints', () =>
  assert.is(readFileSync(posix.join(root, 'docs/reference/watches.schema.json'), 'utf8'), printWatchesSchema()));

it('links lead to files that are there', () => {
  const broken = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target.replace(/#.*$/, ''))
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(posix.join(root, posix.dirname(path), target)))
      .map((target) => `${path}: ${target}`),
  );
  assert.equal(broken, []);
});

it.run();
