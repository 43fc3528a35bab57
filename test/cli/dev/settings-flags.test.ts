import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { settingsOf, settingsWords } from '../../../src/cli/dev/settings-flags.ts';
import { isCapstanError } from '../../../src/errors/index.ts';

const it = suite('settings of a dev cluster');

const known = { nodes: 'real', count: 2, registryPort: 30_010, audit: false } as const;

for (const [what, flags, before, want] of [
  ['nothing said', {}, undefined, { nodes: 'simulated', count: 3, registryPort: 30_005, audit: false }],
  ['all said', { ...known, audit: true }, undefined, { ...known, audit: true }],
  ['no registry', { registry: false }, undefined, { nodes: 'simulated', count: 3, registryPort: 0, audit: false }],
  [
    'a registry as ever',
    { registry: true, count: 1 },
    undefined,
    { nodes: 'simulated', count: 1, registryPort: 30_005, audit: false },
  ],
  ['nothing said of a cluster that is there', {}, known, known],
  ['the same said of it', { nodes: 'real', count: 2 }, known, known],
] as const) {
  it(what, () => assert.equal(settingsOf(flags, before), want));
}

for (const [what, flags, message] of [
  ['another kind', { nodes: 'simulated' }, 'the cluster was made with nodes real, not simulated'],
  ['another number', { count: 3 }, 'the cluster was made with count 2, not 3'],
  ['another port', { registryPort: 30_011 }, 'the cluster was made with registryPort 30010, not 30011'],
  ['no registry any more', { registry: false }, 'the cluster was made with registryPort 30010, not 0'],
] as const) {
  it(`${what} is refused for a cluster that is there`, () => {
    try {
      settingsOf(flags, known);
    } catch (error) {
      assert.ok(isCapstanError(error, 'USAGE'));
      assert.is((error as Error).message, message);
      return;
    }
    assert.unreachable();
  });
}

it('the words for the supervisor say all of it', () => {
  assert.equal(settingsWords({ ...known, audit: true }), [
    '--nodes=real',
    '--count=2',
    '--registry-port=30010',
    '--audit',
  ]);
  assert.equal(settingsWords({ ...known, registryPort: 0 }), ['--nodes=real', '--count=2', '--no-registry']);
});

it.run();
