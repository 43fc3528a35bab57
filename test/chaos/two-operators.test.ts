import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isFull, rollDice } from '../support/chaos-options.ts';
import { startOperator } from '../support/operator.ts';
import { recordsIn } from '../support/stage.ts';
import { Scene } from './scene.ts';

const dice = rollDice();
const scene = await Scene.open('two');
const second = await startOperator(scene.operatorOptions);

const it = suite('two operators that know nothing of each other');
it.after(async () => {
  await second.kill();
  await scene[Symbol.asyncDispose]();
});

const names = Array.from({ length: isFull ? 20 : 5 }, (_, index) => `w${index}`);

it('install once', async () => {
  for (const name of names) await scene.create(name, { text: 'one', extras: ['a', 'b'] });
  await scene.isAsWanted(90_000);
  assert.ok(second.isRunning);
});

it('upgrade, and come to rest without undoing what the other did', async () => {
  for (let turn = 1; turn <= (isFull ? 20 : 4); turn++) {
    for (const name of names) {
      await scene.editBeside(name, 'ConfigMap', `turn-${turn}`);
      await scene.edit(name, { text: `turn ${turn}`, extras: dice.pick([['a'], ['b', 'c'], []]) });
    }
  }
  await scene.isAsWanted(90_000);
  const records = await recordsIn(scene.test, scene.namespace);
  assert.is(records.filter((line) => line.endsWith(' deployed')).length, names.length);
});

it('put drift back', async () => {
  for (const name of names) {
    await scene.spoil(name, 'wrong');
    await scene.deleteObject(name, 'Service');
  }
  await scene.isAsWanted(90_000);
});

it('uninstall', async () => {
  for (const name of names) await scene.delete(name);
  await scene.isAsWanted(90_000);
  assert.ok(second.isRunning);
});

it.run();
