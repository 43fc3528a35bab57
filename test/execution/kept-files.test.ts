import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNotKept, pathFor } from '../../src/execution/environment/index.ts';
import { readComponents, targetOf } from '../../src/execution/index.ts';
import { Home } from '../integration/execution/home.ts';
import { codeOf } from '../support/code-of.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('files that no phase writes over');
const env = { HOME: '/nonexistent', PATH: '/bin' };
const fields = { helm: ['chart', 'values_file'], terraform: ['template', 'vars_file'] } as const;

for (const [what, path, more, want] of [
  ['the secrets of the component', '$COMPONENT_BASE/keys.yaml', 'secrets_file: keys.yaml', 'COMPONENT_INVALID'],
  ['the same by another way', '$COMPONENT_BASE/../web/keys.yaml', 'secrets_file: keys.yaml', 'COMPONENT_INVALID'],
  ['the customary secrets', 'secrets.yaml', '', 'COMPONENT_INVALID'],
  ['the customary secrets where others are named', 'secrets.yaml', 'secrets_file: keys.yaml', 'COMPONENT_INVALID'],
  ['the kubeconfig of the cluster', '$CLUSTER_BASE/kubeconfig.yml', '', 'COMPONENT_INVALID'],
  ['the state of terraform', 'terraform.tfstate', '', 'COMPONENT_INVALID'],
  ['the secrets by a linked folder', '$CLUSTER_BASE/linked/secrets.yaml', '', 'COMPONENT_INVALID'],
  ['a file of its own', 'values.yaml', 'secrets_file: keys.yaml', undefined],
] as const) {
  for (const kind of ['helm', 'terraform'] as const) {
    it(`${kind}: ${what} ${want ? 'is refused' : 'is taken'}`, () => {
      const root = scratchFolder();
      const places = { home: join(root, 'home'), deployments: join(root, 'deployments'), charts: '/charts' };
      const [source, field] = fields[kind];
      const text = `web:\n  ${source}: x\n  ${field}: ${path}\n  ${more}\n`;
      writeText(join(places.home, `resources/components/${kind}.yml`), text);
      const component = readComponents(places)[kind].get('web');
      if (component === undefined) throw new Error('it is not read');
      const asked = { component: 'web', user: 'kim', phase: 'install', specs: {}, params: '' };
      const target = targetOf(asked, component, places, env);
      mkdirSync(target.componentBase, { recursive: true });
      symlinkSync(target.componentBase, join(target.clusterBase, 'linked'));
      const file = pathFor(path, field, component, target, target.componentBase);
      assert.is(
        codeOf(() => checkNotKept(file, field, component, target)),
        want,
      );
    });
  }
}

it('a phase is refused with the place of the component, and the secrets are as they were', async () => {
  const stage = new Home({});
  const text = '# charts\nweb:\n  chart: /charts/x\n  values_file: $COMPONENT_BASE/secrets.yaml\n';
  stage.write('resources/components/helm.yml', text);
  stage.write('resources/components/terraform.yml', 'box:\n  template: box\n  vars_file: secrets.yaml\n');
  for (const [kind, name, place] of [
    ['helm', 'web', 'helm.yml:2'],
    ['terraform', 'box', 'terraform.yml:1'],
  ] as const) {
    const secrets = writeText(join(stage.base('kim', name), 'secrets.yaml'), 'encrypted');
    const { code, stderr } = await stage.cloudmgr([`${kind}.install`, '-c', name, '-u', 'kim']);
    assert.is(code, 1);
    assert.match(stderr, 'COMPONENT_INVALID');
    assert.match(stderr, place);
    assert.is(readFileSync(secrets, 'utf8'), 'encrypted');
    assert.equal(readdirSync(stage.base('kim', name)), ['secrets.yaml']);
    assert.not.ok(existsSync(join(stage.base('kim', name), 'deployment.json')));
  }
});

it.run();
