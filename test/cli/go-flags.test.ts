import { Command } from 'commander';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asCommanderWords } from '../../src/cli/go-flags.ts';

const it = suite('flags as Go takes them');

const command = new Command('template')
  .option('--no-hooks')
  .option('--debug')
  .option('-n, --namespace <name>')
  .option('-k, --keep [boolean]');

for (const [words, want] of [
  [
    ['--debug=true', '--no-hooks=1'],
    ['--debug', '--no-hooks'],
  ],
  [['--debug=false', '--no-hooks=F'], []],
  [['-n=demo'], ['-n', 'demo']],
  [
    ['-k', 'chart'],
    ['--keep=true', 'chart'],
  ],
  [
    ['--keep=false', '-k=F'],
    ['--keep=false', '-k', 'F'],
  ],
  [
    ['-n', '-k', '--namespace', '--debug=false'],
    ['-n', '-k', '--namespace', '--debug=false'],
  ],
  [
    ['--namespace=demo', '-ndemo'],
    ['--namespace=demo', '-ndemo'],
  ],
  [
    ['--unknown=false', 'a=b'],
    ['--unknown=false', 'a=b'],
  ],
  [
    ['--', '--debug=false'],
    ['--', '--debug=false'],
  ],
] as const) {
  it(words.join(' '), () => assert.equal(asCommanderWords(words, command), want));
}

it('refuses what is no boolean, in the words of Go', () => {
  assert.throws(
    () => asCommanderWords(['--debug=maybe'], command),
    (error: Error) =>
      error.message ===
      'invalid argument "maybe" for "--debug" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  );
});

it.run();
