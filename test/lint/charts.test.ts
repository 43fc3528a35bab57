import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CommandResult, runCapstan, runHelm } from '../conformance/commands.ts';
import { readFixture, writeFixture } from '../conformance/fixture.ts';
import { scratchFolder } from '../support/scratch.ts';

/**
 * Each chart of `charts/` (a fixture as those of test/conformance) is linted with each of its command lines. What `helm lint`
 * of Helm 3.21.4 says stands in test/golden/lint; UPDATE=1 asks Helm again.
 */
const it = suite('charts as helm lint sees them');
const folder = join(import.meta.dirname, 'charts');
const golden = join(import.meta.dirname, '../golden/lint');
const root = scratchFolder();
const isUpdate = process.env['UPDATE'] === '1';

for (const file of readdirSync(folder).sort()) {
  const fixture = readFixture(file.replace(/\.txt$/, ''), readFileSync(join(folder, file), 'utf8'));
  it(`${fixture.name}: ${fixture.rule}`, async () => {
    const cwd = await writeFixture(fixture, root);
    const said = async (run: typeof runHelm) => {
      const results: string[] = [];
      for (const words of fixture.commands) results.push(show(words, await run(['lint', ...words], cwd)));
      return results.join('\n');
    };
    const recorded = join(golden, file);
    if (isUpdate) {
      mkdirSync(golden, { recursive: true });
      writeFileSync(recorded, await said(runHelm));
    }
    assert.ok(existsSync(recorded), `${recorded} is there`);
    assert.fixture(await said(runCapstan), readFileSync(recorded, 'utf8'));
  });
}

function show(words: readonly string[], { stdout, warnings, error }: CommandResult): string {
  const parts = [`$ ${words.join(' ')}`, ...warnings.map((line) => `! ${line}`)];
  if (error !== undefined) parts.push(`Error: ${error}`);
  return `${parts.join('\n')}\n${withoutFolders(stdout)}`;
}

/** An archive is unpacked to a folder with a name of its own. */
function withoutFolders(text: string): string {
  return text.replace(/\/\S*\/(?:helm|capstan)-lint-?\w+\//g, 'UNPACKED/');
}

it.run();
