import { Scene } from './scene.ts';
import { strikeAtEachWrite } from '../support/strike.ts';
import { eventually } from '../support/cluster.ts';
import * as assert from 'uvu/assert';
const scene = await Scene.open('dbg');
const first = { text: 'one', extras: ['a', 'b'], hasHook: true };
const settled = async () => { await eventually(async () => assert.equal(await scene.problems(), []), { timeoutMs: 40_000 }); };
for (let round = 0; round < 6; round++)
try {
  const n = await strikeAtEachWrite({ proxy: scene.proxy, moment: 'after', minimum: 8, prefix: `w${round}x`, operator: () => scene.operator, startAgain: () => scene.startOperator(),
    prepare: async (name) => {},
    begin: (name) => scene.create(name, first),
    settled });
  console.log(n, 'running', scene.operator.isRunning, scene.proxy.writes.length);
  await scene.isAsWanted();
  for (const name of scene.wanted.keys()) await scene.delete(name);
  await scene.isAsWanted();
} catch (e) { console.log(String((e as any).details ?? (e as any).message).slice(0, 2500)); console.log(scene.proxy.writes.join('\n')); break; }
await scene[Symbol.asyncDispose]();
