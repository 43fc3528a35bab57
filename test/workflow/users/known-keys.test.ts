import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { KnownKeys, type UserView } from '../../../src/workflow/index.ts';

const it = suite('keys that were seen a moment ago');

const ann: UserView = { name: 'ann', role: 'user', disabled: false, created: new Date(0) };

function setUp() {
  const state = { nowMs: 0, asked: 0, good: new Set(['ann:good']) };
  const keys = new KnownKeys(
    async (user, key) => {
      state.asked += 1;
      return state.good.has(`${user}:${key}`) ? ann : undefined;
    },
    () => state.nowMs,
  );
  return { state, keys };
}

it('the store is asked once for the requests of a moment', async () => {
  const { state, keys } = setUp();
  for (let request = 0; request < 5; request++) assert.is(await keys.userOf('ann', 'good'), ann);
  assert.is(state.asked, 1);
});

it('a revoked key opens nothing two seconds after the store was last asked', async () => {
  const { state, keys } = setUp();
  await keys.userOf('ann', 'good');
  state.good.clear();
  state.nowMs = 1_999;
  assert.is(await keys.userOf('ann', 'good'), ann);
  state.nowMs = 2_000;
  assert.is(await keys.userOf('ann', 'good'), undefined);
});

it('what was told to be other is asked for at once, of that user alone', async () => {
  const { state, keys } = setUp();
  await keys.userOf('ann', 'good');
  keys.forget('an');
  state.good.clear();
  assert.is(await keys.userOf('ann', 'good'), ann);
  keys.forget('ann');
  assert.is(await keys.userOf('ann', 'good'), undefined);
});

it('a key that is wrong now is good as soon as the store knows it', async () => {
  const { state, keys } = setUp();
  assert.is(await keys.userOf('ann', 'new'), undefined);
  state.good.add('ann:new');
  assert.is(await keys.userOf('ann', 'new'), ann);
});

for (const [what, user, key] of [
  ['another key of the same user', 'ann', 'bad'],
  ['the same key with another name', 'bob', 'good'],
] as const) {
  it(`what is known opens nothing for ${what}`, async () => {
    const { keys } = setUp();
    await keys.userOf('ann', 'good');
    assert.is(await keys.userOf(user, key), undefined);
  });
}

it.run();
