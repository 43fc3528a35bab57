import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRegistryPort, settingsOf, settingsWords } from '../../../src/cli/dev/settings-flags.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { caught } from '../../support/code-of.ts';

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

for (const registryPort of [30_503, 30_803, 30_990, 30_991]) {
  it(`the port ${registryPort}, which Knitfab needs itself, is refused for the registry of the cluster`, () => {
    const { code, message, hint } = caught(() => checkRegistryPort({ ...known, registryPort }));
    assert.is(code, 'USAGE');
    assert.match(message, new RegExp(`^port ${registryPort} is one of Knitfab's own node ports: `));
    assert.match(hint ?? '', /--registry-port: all from 30000 to 32767 but 30503, 30803, 30990, 30991$/);
  });
}

it('any other port, or none, is taken', () => {
  for (const registryPort of [0, 30_005, 30_504]) checkRegistryPort({ ...known, registryPort });
});

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
