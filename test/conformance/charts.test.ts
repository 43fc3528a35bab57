import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scratchFolder } from '../support/scratch.ts';
import { type CommandResult, capstanTemplate, helmTemplate } from './commands.ts';
import { tooDeep } from './compare.ts';
import { type Fixture, readFixtures, writeFixture } from './fixture.ts';

process.env['TZ'] = 'UTC';

const it = suite('charts as helm template prints them');
const fixtures = readFixtures();
const root = scratchFolder();

it('there are as many rules as promised', () => assert.ok(fixtures.length >= 200));

for (const fixture of fixtures) {
  it(`${fixture.name}: ${fixture.rule}`, async () => {
    const [forHelm, forCapstan] = await Promise.all(
      ['helm', 'capstan'].map((who) => writeFixture(fixture, join(root, who))),
    );
    if (forHelm === undefined || forCapstan === undefined) throw new Error('no folders');
    const wanted = await helmTemplates(fixture.commands, forHelm);
    for (const [at, words] of fixture.commands.entries()) {
      const got = await capstanTemplate(words, forCapstan);
      assert.equal(settled(got), settled(wanted[at]!), `template ${words.join(' ')}`);
    }
  });
}

/** All at once, unless they write files, which are told by what was not there before. */
async function helmTemplates(commands: Fixture['commands'], cwd: string): Promise<CommandResult[]> {
  if (!commands.flat().includes('--output-dir')) return Promise.all(commands.map((words) => helmTemplate(words, cwd)));
  const results: CommandResult[] = [];
  for (const words of commands) results.push(await helmTemplate(words, cwd));
  return results;
}

/** Go walks maps as chance has it: so warnings of coalescing and violations of a schema come in any order. */
function settled({ warnings, error, ...rest }: CommandResult): CommandResult {
  return {
    ...rest,
    warnings: warnings.filter((line) => !line.startsWith('jsonschema.go')).toSorted(),
    error: error?.startsWith("values don't meet") ? inOrder(error) : tooDeep(error),
  };
}

/** Each violation with what is indented below it. */
function inOrder(error: string): string {
  const [head = '', ...violations] = error.split(/^(?=- at )/m);
  return (
    head +
    violations
      .map((text) => text.trimEnd())
      .sort()
      .join('\n')
  );
}

it.run();
