import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { installed, namesIn, untilConditions } from '../../support/resources.ts';
import { configMapRef } from '../../support/stage.ts';
import { installByHelm, told, tool, vaultStage } from './vault.ts';

const it = suite('capstan uninstall');
const stage = await vaultStage();
const { cluster, namespace } = stage;
it.after(() => stage.close());

const left = async (name: string) =>
  (await namesIn(cluster, namespace)).filter((one) => one.includes(`/${name}`) || one.includes(`.${name}.`));

it('with an owner: the resource goes, and the operator takes the release with it', async () => {
  await stage.create('w', { extra: true });
  await untilConditions(cluster, stage.ref('w'), installed);
  const rehearsal = await told(stage, 'uninstall', 'w', '--dry-run');
  assert.match(rehearsal, `Widget ${namespace}/w would be deleted`);
  assert.match(rehearsal, `  ConfigMap ${namespace}/w-extra\n`);
  assert.ok(await cluster.get(stage.ref('w')), 'nothing was done');
  const keep = { metadata: { annotations: { 'helm.sh/resource-policy': 'keep' } } };
  await cluster.patch(configMapRef(namespace, 'w-extra'), { type: 'merge', body: keep });
  assert.match(
    await told(stage, 'uninstall', 'w', '--dry-run'),
    `\nwhat stays, as it asks to be kept:\n  ConfigMap ${namespace}/w-extra\n`,
  );
  const drop = { metadata: { annotations: { 'helm.sh/resource-policy': null } } };
  await cluster.patch(configMapRef(namespace, 'w-extra'), { type: 'merge', body: drop });
  assert.is(
    await told(stage, 'uninstall', 'w', '--wait'),
    `release ${namespace}/w uninstalled, Widget ${namespace}/w deleted\n`,
  );
  assert.is(await cluster.get(stage.ref('w')), undefined);
  assert.equal(await left('w-settings'), []);
  assert.match((await tool(stage, 'uninstall', 'w')).stderr, 'there is no release w in');
  assert.is((await tool(stage, 'uninstall', 'w', '--ignore-not-found')).code, 0);
});

it('with an operator that does not answer: says what holds it, and goes on waiting for nothing where it is told', async () => {
  await stage.create('w', {});
  await untilConditions(cluster, stage.ref('w'), installed);
  await stage.operator.kill();
  const { code, stderr } = await tool(stage, 'uninstall', 'w', '--timeout', '1s');
  assert.is(code, 1);
  assert.match(stderr, /still there after 1 s: finalizer \S+uninstall-release holds it .*NOT_DELETED/);
  assert.match(stderr, 'hint: is the operator of this kind running?');
  assert.match(
    await told(stage, 'uninstall', 'w', '--no-wait'),
    'is being deleted; the operator uninstalls the release',
  );
  await stage.restart();
});

it('without an owner: it uninstalls by itself what helm installed, and nothing else', async () => {
  await installByHelm(stage, 'byhand', '--set', 'extra=true');
  const foreign = configMapRef(namespace, 'byhand-foreign');
  await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: foreign.name, namespace } });
  assert.match(await told(stage, 'uninstall', 'byhand', '--dry-run'), `ConfigMap ${namespace}/byhand-extra\n`);
  assert.is(await told(stage, 'uninstall', 'byhand', '--wait'), `release ${namespace}/byhand uninstalled\n`);
  assert.equal(
    (await left('byhand')).filter((one) => one !== 'Secret/byhand-hook'), // helm's hooks stay, as with helm
    ['ConfigMap/byhand-foreign'],
  );
});

it.run();
