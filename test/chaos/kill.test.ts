import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isFull, rollDice } from '../support/chaos-options.ts';
import { eventually } from '../support/cluster.ts';
import { strikeAtEachWrite } from '../support/strike.ts';
import { Scene } from './scene.ts';

const dice = rollDice();
const scene = await Scene.open('struck');

const it = suite('killed with -9 before a write arrives');
it.after(() => scene[Symbol.asyncDispose]());

const every = isFull ? 1 : 4;
const operator = {
  proxy: scene.proxy,
  moment: 'before',
  minimum: 8,
  prefix: 'w',
  every,
  operator: () => scene.operator,
  startAgain: () => scene.startOperator(),
  settled: () => eventually(async () => assert.equal(await scene.problems(), []), { timeoutMs: 60_000 }),
} as const;
const first = { text: 'one', extras: ['a', 'b'], hasHook: true };
const from = () => (isFull ? 1 : 1 + dice.below(every));

it('install', async () => {
  await strikeAtEachWrite({
    ...operator,
    from: from(),
    prepare: async () => {},
    begin: (name) => scene.create(name, first),
  });
  await scene.isAsWanted();
});

it('upgrade', async () => {
  await strikeAtEachWrite({
    ...operator,
    from: from(),
    prepare: async (name) => {
      await ensureInstalled(name);
      await scene.editBeside(name, 'ConfigMap', 'kept');
    },
    begin: (name) => scene.edit(name, { text: 'two', extras: ['b', 'c'] }),
  });
  await scene.isAsWanted();
});

it('drift that is put back', async () => {
  await strikeAtEachWrite({
    ...operator,
    from: 1,
    every: 1,
    minimum: 2,
    prepare: ensureInstalled,
    begin: async (name) => {
      await scene.deleteObject(name, 'Service');
      await scene.spoil(name, 'wrong');
    },
  });
  await scene.isAsWanted();
});

it('uninstall', async () => {
  await strikeAtEachWrite({
    ...operator,
    from: from(),
    prepare: ensureInstalled,
    begin: (name) => scene.delete(name),
  });
  await scene.isAsWanted();
});

async function ensureInstalled(name: string): Promise<void> {
  if (!scene.wanted.has(name)) await scene.create(name, first);
  await operator.settled();
}

it.run();
