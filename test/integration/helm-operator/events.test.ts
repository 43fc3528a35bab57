import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../../support/cluster.ts';
import { conditionOf, installed, listKind, until, untilConditions, untilGone } from '../../support/resources.ts';
import { configMapRef } from '../../support/stage.ts';
import { watchStage } from '../../support/watch-stage.ts';

const it = suite('events');

const all = await watchStage({ events: 'all', reconcilePeriod: '0s' });
const changes = await watchStage({ reconcilePeriod: '0s' });
it.after(async () => {
  await all.close();
  await changes.close();
});

for (const [title, stage, wanted] of [
  [
    'row 65: with events: all install, upgrade, drift, rollback and uninstall are told',
    all,
    ['Installed', 'Upgraded', 'DriftCorrected', 'ReleaseFailed', 'RolledBack', 'Uninstalled'],
  ],
  ['row 65: by default changes and failures are told', changes, ['Upgraded', 'DriftCorrected', 'ReleaseFailed']],
] as const) {
  it(title, async () => {
    const { cluster, namespace, ref, create, edit, dataOf } = stage;
    await create('w');
    await untilConditions(cluster, ref('w'), installed);
    await edit('w', { text: 'two' });
    await eventually(async () => assert.is((await dataOf('w'))?.['text'], 'two'));
    await until(cluster, ref('w'), (live) => assert.is(conditionOf(live, 'Deployed')?.reason, 'UpgradeSuccessful'));
    await cluster.delete(configMapRef(namespace, 'w'));
    await eventually(async () => assert.is((await dataOf('w'))?.['text'], 'two'));
    await edit('w', { text: 'three', hook: 'post-upgrade', hookName: 'NO NAME' }); // fails when all else is applied
    await until(cluster, ref('w'), (live) => assert.is(conditionOf(live, 'ReleaseFailed')?.reason, 'UpgradeError'));
    await cluster.delete(ref('w'));
    await untilGone(cluster, ref('w'));
    await eventually(async () => {
      const events = await listKind(cluster, namespace, 'v1/Event');
      const reasons = events
        .filter(({ involvedObject }) => (involvedObject as { kind: string }).kind === 'Widget')
        .map(({ reason }) => String(reason));
      assert.equal([...new Set(reasons)].sort(), [...wanted].sort());
    });
  });
}

it.run();
