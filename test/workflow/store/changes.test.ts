import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { silentLogger } from '../../../src/log/index.ts';
import { Changes, type Listen } from '../../../src/workflow/store/changes.ts';

const it = suite('the feed of changes');

/** A database that cannot be listened to the first times. */
function failing(times: number) {
  const state = { asked: 0, open: 0 };
  const listen: Listen = async () => {
    state.asked += 1;
    if (state.asked <= times) throw new Error('the database starts up');
    state.open += 1;
    return async () => {
      state.open -= 1;
    };
  };
  return { state, changes: new Changes(listen, silentLogger) };
}

it('that cannot listen the first time does so later, and says that something may have been missed', async () => {
  const { state, changes } = failing(1);
  const told = await new Promise((resolve) => changes.on(resolve));
  assert.is(told, 'missed');
  assert.equal(state, { asked: 2, open: 1 });
  await changes.stop();
  assert.is(state.open, 0);
});

it('that nobody listens to any more does not go on trying', async () => {
  const { state, changes } = failing(Number.POSITIVE_INFINITY);
  changes.on(() => assert.unreachable())();
  await changes.stop();
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.is(state.asked, 1);
});

it('tells a second listener as soon as it listens', async () => {
  const { changes } = failing(0);
  await new Promise((resolve) => changes.on(resolve));
  assert.is(await new Promise((resolve) => changes.on(resolve)), 'missed');
  await changes.stop();
});

it.run();
