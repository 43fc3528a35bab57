import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { helm } from '../../support/kubectl.ts';
import { conditionOf, installed, statusOf, until, untilConditions, upgraded } from '../../support/resources.ts';
import { dataTold, installByHelm, replanted, told, tool, vaultChart, vaultStage } from './vault.ts';

const it = suite('capstan rollback');
const stage = await vaultStage();
const { cluster, namespace, test } = stage;
it.after(() => stage.close());

const statuses = async (name: string) =>
  (await dataTold<{ revision: number; status: string; description: string }[]>(stage, 'history', name)).map(
    ({ revision, status, description }) => `${revision} ${status} ${description}`,
  );

it('a running operator leaves it as it is, until the inputs change', async () => {
  await stage.create('w', { color: 'blue', extra: true });
  await untilConditions(cluster, stage.ref('w'), installed);
  await stage.edit('w', { color: 'green', extra: false, password: replanted });
  await untilConditions(cluster, stage.ref('w'), upgraded);

  const rehearsal = await told(stage, 'rollback', 'w', '--dry-run');
  assert.match(rehearsal, 'would be rolled back to revision 1\n');
  assert.match(rehearsal, '\n-  color: green\n+  color: blue\n');
  assert.match(rehearsal, '\n1 to be created, 2 to be changed\n');
  assert.equal(await stage.dataOf('w-settings'), { color: 'green' });

  assert.is(
    await told(stage, 'rollback', 'w'),
    `release ${namespace}/w rolled back: revision 3\n` +
      `Widget ${namespace}/w is not changed: a running operator leaves the release as it is now until its inputs change\n`,
  );
  const after = ['1 superseded Install complete', '2 superseded Upgrade complete', '3 deployed Rollback to 1'];
  assert.equal(await statuses('w'), after);
  await until(cluster, stage.ref('w'), (resource) => {
    assert.is(resource.metadata.annotations?.['capstan.dev/suspend'], undefined);
    assert.is(conditionOf(resource, 'Paused'), undefined);
    assert.match(statusOf(resource).deployedRelease?.manifest ?? '', 'color: blue');
  });
  await setTimeout(1_000); // for an operator that would not
  assert.equal(await stage.dataOf('w-settings'), { color: 'blue' });
  assert.equal(await statuses('w'), after);

  await stage.edit('w', { color: 'yellow' });
  await until(cluster, stage.ref('w'), () => {});
  await untilConditions(cluster, stage.ref('w'), upgraded);
  assert.equal(await stage.dataOf('w-settings'), { color: 'yellow' });
});

it('a release of helm’s goes back, too, and helm goes on with it', async () => {
  await installByHelm(stage, 'byhand', '--set', 'color=blue');
  await helm(test.kubeconfig, '-n', namespace, 'upgrade', 'byhand', vaultChart, '--set', 'color=green,replicas=1');
  assert.is(
    await told(stage, 'rollback', 'byhand', '1', '--wait'),
    `release ${namespace}/byhand rolled back: revision 3\n`,
  );
  assert.equal(await stage.dataOf('byhand-settings'), { color: 'blue' });
  assert.equal((await statuses('byhand')).at(-1), '3 deployed Rollback to 1');
  await helm(test.kubeconfig, '-n', namespace, 'rollback', 'byhand', '2');
  assert.equal(await stage.dataOf('byhand-settings'), { color: 'green' });
});

it('where there is nothing to go back to, nothing is done', async () => {
  await installByHelm(stage, 'single');
  for (const [words, message] of [
    [['single'], 'no earlier revision to go back to'],
    [['single', '9'], 'no revision 9'],
    [['single', '--dry-run'], 'no earlier revision to go back to'],
    [['single', 'first'], '"first" is no revision'],
  ] as const) {
    const { code, stderr } = await tool(stage, 'rollback', ...words);
    assert.is(code, 1);
    assert.match(stderr, message);
  }
  assert.is((await statuses('single')).length, 1);
});

it.run();
