import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import { isCapstanError } from '../../src/errors/index.ts';
import { isFull, rollDice } from '../support/chaos-options.ts';
import { chance, type Fault } from '../support/faults/index.ts';
import { conditionOf, widgetRef } from '../support/resources.ts';
import { refusal } from './refusal.ts';
import { Scene } from './scene.ts';

const dice = rollDice();
const scene = await Scene.open('walk');
const { proxy } = scene;

const it = suite('a random walk');
it.after(() => scene[Symbol.asyncDispose]());

const [walks, steps, count] = isFull ? [20, 150, 20] : [2, 40, 6];
const names = Array.from({ length: count }, (_, index) => `w${index}`);
const faults: readonly Fault[] = [
  'reset',
  'lose',
  { delayMs: 300 },
  { slowMs: 200 },
  { cutAfterBytes: 150 },
  refusal(500, 'InternalError'),
  refusal(503, 'ServiceUnavailable'),
  refusal(429, 'TooManyRequests', { 'retry-after': '1' }),
  refusal(409, 'Conflict'),
];

const deeds: Readonly<Record<string, () => Promise<unknown> | unknown>> = {
  create: () => create(dice.pick(names)),
  'create another': () => create(dice.pick(names)),
  edit: () => withOne((name) => scene.edit(name, { text: `t${dice.below(1000)}`, extras: someExtras() })),
  'edit twice': () =>
    withOne(async (name) => {
      await scene.edit(name, { extras: someExtras() });
      await scene.edit(name, { text: `t${dice.below(1000)}` });
    }),
  'edit beside': () => withOne(editBeside),
  spoil: () => withOne((name) => scene.spoil(name, 'wrong')),
  'delete an object': () => withOne((name) => scene.deleteObject(name, dice.pick(['ConfigMap', 'Secret', 'Service']))),
  delete: () => withOne((name) => scene.delete(name)),
  'harm requests': () => {
    const [fault, of] = [dice.pick(faults), 2 + dice.below(5)];
    proxy.fault = ({ url }) => (url.pathname.includes('/namespaces/') && chance(dice, of) ? fault : undefined);
  },
  'harm none': () => {
    proxy.fault = () => undefined;
  },
  'break watches': () => proxy.breakWatches(dice.pick(['end', 'reset']), dice.pick(['', '{"type'])),
  'silence watches': async () => {
    proxy.isSilent = true;
    await sleep(dice.below(300));
    proxy.breakWatches('reset');
    proxy.isSilent = false;
  },
  'cut all': () => proxy.cutAll(),
  kill: async () => {
    await scene.operator.kill();
    proxy.fault = () => undefined; // it asks for all kinds at its start
    await scene.startOperator();
  },
};

for (let walk = 1; walk <= walks; walk++) {
  it(`of ${steps} steps ends in the world that is wanted (${walk})`, async () => {
    const story: string[] = [];
    try {
      for (let step = 0; step < steps; step++) {
        const deed = dice.pick(Object.keys(deeds));
        story.push(deed);
        await deeds[deed]?.();
        await sleep(dice.below(250));
      }
      proxy.fault = () => undefined;
      await scene.isAsWanted(150_000);
    } catch (error) {
      process.stdout.write(`seed ${dice.seed}, walk ${walk}: ${story.join(', ')}\n`);
      throw error;
    }
  });
}

async function create(name: string): Promise<void> {
  if (scene.wanted.has(name)) return;
  try {
    await scene.create(name, { text: `t${dice.below(1000)}`, extras: someExtras(), hasHook: chance(dice, 3) });
  } catch (error) {
    if (!isCapstanError(error, 'ALREADY_EXISTS')) throw error; // the one before it is still going
  }
}

async function withOne(act: (name: string) => Promise<unknown>): Promise<void> {
  const name = [...scene.wanted.keys()];
  if (name.length > 0) await act(dice.pick(name));
}

/** Only beside what stands: an install that fails takes its objects away, with all that is on them. */
async function editBeside(name: string): Promise<void> {
  const live = await scene.cluster.get(widgetRef(scene.namespace, name));
  const isDeployed = conditionOf(live, 'Deployed')?.status === 'True';
  const kind = dice.pick(['ConfigMap', 'Secret', 'Service', 'Widget'] as const);
  if (isDeployed) await scene.editBeside(name, kind, `e${dice.below(1000)}`);
}

function someExtras(): string[] {
  return ['a', 'b', 'c', 'd'].filter(() => chance(dice, 2));
}

it.run();
