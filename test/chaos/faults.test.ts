import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isFull, rollDice } from '../support/chaos-options.ts';
import { chance, type Fault, type Seen } from '../support/faults/index.ts';
import { refusal } from './refusal.ts';
import { Scene } from './scene.ts';

const dice = rollDice();
const scene = await Scene.open('faults');
const { proxy } = scene;

const it = suite('faults on the way to the API server');
it.after(() => scene[Symbol.asyncDispose]());

const isData = ({ url }: Seen) => url.pathname.includes('/namespaces/');
const oneIn =
  (of: number, fault: Fault, harms: (seen: Seen) => boolean = isData) =>
  (seen: Seen) =>
    harms(seen) && chance(dice, of) ? fault : undefined;
const isWatch = ({ verb }: Seen) => verb === 'watch';
const isWrite = (seen: Seen) => seen.isWrite;

const table: readonly (readonly [what: string, fault: (seen: Seen) => Fault | undefined])[] = [
  ['connections reset before the request arrives', oneIn(4, 'reset')],
  ['connections reset after the request was carried out', oneIn(4, 'lose')],
  ['500', oneIn(5, refusal(500, 'InternalError'))],
  ['503', oneIn(4, refusal(503, 'ServiceUnavailable'))],
  ['429 with Retry-After', oneIn(3, refusal(429, 'TooManyRequests', { 'retry-after': '1' }))],
  ['a storm of 409', oneIn(2, refusal(409, 'Conflict'), isWrite)],
  ['410 for half of the watches', oneIn(2, refusal(410, 'Expired'), isWatch)],
  ['an answer that is no JSON', oneIn(6, { status: 200, body: '{"kind":' })],
  ['answers that break off in the middle', oneIn(4, { cutAfterBytes: 200 })],
  ['slow answers and slow watches', (seen) => (isData(seen) ? { slowMs: dice.below(400) } : undefined)],
  ['latency', (seen) => (isData(seen) ? { delayMs: dice.below(700) } : undefined)],
];

let names = 0;
const first = { text: 'one', extras: ['a', 'b'], hasHook: true };

it.before(async () => {
  for (; names < 2; names++) await scene.create(`f${names}`, first);
  await scene.isAsWanted();
});

for (const [what, fault] of table) {
  it(`${what}: what is created, edited, spoiled and deleted meanwhile ends as it should`, async () => {
    for (let round = 0; round < (isFull ? 10 : 1); round++) await live(fault);
  });
}

/** Each resource is created in one round, edited in the next and deleted in the one after that. */
async function live(fault: (seen: Seen) => Fault | undefined): Promise<void> {
  const [oldest, older, newest] = [names - 2, names - 1, names++].map((number) => `f${number}`) as [
    string,
    string,
    string,
  ];
  for (const kind of ['ConfigMap', 'Secret', 'Service', 'Widget'] as const) await scene.editBeside(older, kind, 'kept');
  proxy.fault = fault;
  await scene.create(newest, first);
  await scene.edit(older, { text: 'two', extras: ['b', 'c'] });
  await scene.spoil(older, 'wrong');
  await scene.deleteObject(older, 'Service');
  await scene.delete(oldest);
  await sleep(1_000 + dice.below(1_000));
  proxy.breakWatches(dice.pick(['end', 'reset']), dice.pick(['', '{"type":"ADD']));
  await sleep(500);
  proxy.fault = () => undefined;
  await scene.isAsWanted(90_000);
}

it('waits as long as Retry-After says before a refused write is sent again', async () => {
  const asked: number[] = [];
  proxy.fault = (seen) => {
    if (!seen.isWrite || !seen.url.pathname.endsWith('/secrets/patient')) return undefined;
    asked.push(performance.now());
    return asked.length === 1 ? refusal(429, 'TooManyRequests', { 'retry-after': '2' }) : undefined;
  };
  await scene.create('patient', { text: 'one', extras: [] });
  await scene.isAsWanted();
  const [first = 0, second = 0] = asked;
  assert.ok(second - first >= 2_000, `${second - first} ms`);
});

it.run();
