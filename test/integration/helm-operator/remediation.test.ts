import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { conditionOf, installed, statusOf, until, untilConditions } from '../../support/resources.ts';
import { watchStage } from '../../support/watch-stage.ts';

const it = suite('remediation');

const stage = await watchStage({ reconcilePeriod: '0s', remediation: { retries: 1, maxHistory: 2 } });
const { cluster, ref, create, edit, annotate, dataOf } = stage;
it.after(() => stage.close());

/** A hook whose name is none: what the upgrade did by then is taken back. */
const failing = { text: 'two', hook: 'post-upgrade', hookName: 'NONE' };
const attemptsOf = (name: string) =>
  stage.operator.lines('Release failed').filter((line) => line['name'] === name).length;
const untilGivenUp = (name: string) =>
  until(cluster, ref(name), (live) => {
    assert.is(statusOf(live).observedGeneration, live.metadata.generation);
    assert.equal(stateOf(live), ['False UpgradeError', undefined, 'True UpgradeError', undefined]);
  });

function stateOf(live: KubeObject): (string | undefined)[] {
  return (['Ready', 'Reconciling', 'Stalled', 'Paused'] as const).map((type) => {
    const { status, reason } = conditionOf(live, type) ?? {};
    return status && `${status} ${reason}`;
  });
}

it('row 65: what failed too often is not tried again, and its status says so after a pause and a restart, too', async () => {
  await create('a', { text: 'one' });
  await untilConditions(cluster, ref('a'), installed);
  await edit('a', failing);
  const { message } = conditionOf(await untilGivenUp('a'), 'Stalled') ?? {};
  assert.is(attemptsOf('a'), 2);
  await annotate('a', { 'capstan.dev/suspend': 'true' });
  await until(cluster, ref('a'), (live) => assert.is(conditionOf(live, 'Paused')?.status, 'True'));
  await annotate('a', { 'capstan.dev/suspend': null });
  const again = await untilGivenUp('a');
  assert.equal([conditionOf(again, 'Ready')?.message, conditionOf(again, 'Stalled')?.message], [message, message]);
  await stage.restart();
  await annotate('a', { touched: 'x' });
  await sleep(1_000);
  assert.is(attemptsOf('a'), 0);
  assert.is((await dataOf('a'))?.['text'], 'one');
  await edit('a', { hook: null });
  await until(cluster, ref('a'), (live) => assert.is(conditionOf(live, 'Ready')?.status, 'True'));
  assert.is((await dataOf('a'))?.['text'], 'two');
});

it('row 64: force-now gives what failed too often one more attempt, and no more than that', async () => {
  await create('b', { text: 'one' });
  await untilConditions(cluster, ref('b'), installed);
  await edit('b', failing);
  await untilGivenUp('b');
  const before = attemptsOf('b');
  await annotate('b', { 'capstan.dev/force-now': 'please' });
  await until(cluster, ref('b'), (live) =>
    assert.is((live['status'] as { lastHandledForceAt?: string }).lastHandledForceAt, 'please'),
  );
  await untilGivenUp('b');
  await sleep(2_000); // long enough for an operator that does not hold still
  assert.is(attemptsOf('b'), before + 1);
});

it.run();
