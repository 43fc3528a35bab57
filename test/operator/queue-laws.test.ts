import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NextRun } from '../../src/operator/queue.ts';
import { beginWait, type LabRun, type LabWait, pass, QueueLab, settle } from './queue-lab.ts';

const failed: NextRun = { after: 'backoff' };
const hour = 3_600_000;

const law = suite('queue, whatever happens');

type Step =
  | { readonly do: 'add'; readonly key: string; readonly urgent: boolean }
  | { readonly do: 'addWithin'; readonly key: string; readonly ms: number }
  | { readonly do: 'pass'; readonly ms: number }
  /** Ends one of the runs under way. */
  | { readonly do: 'end'; readonly which: number; readonly next: NextRun };

const key = fc.constantFrom('a', 'b', 'c');
const next: fc.Arbitrary<NextRun> = fc.oneof(
  fc.constant<NextRun>({ after: 'nothing' }),
  fc.constant(failed),
  fc.nat(2_000).map((ms): NextRun => ({ after: 'delay', ms })),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), key, urgent: fc.boolean() }),
  fc.record({ do: fc.constant('addWithin' as const), key, ms: fc.nat(2_000) }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.nat(3_000) }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat(), next }),
);

function checkRunning(lab: QueueLab, concurrency: number): void {
  const keys = [...lab.running].map((run) => run.key);
  assert.is(new Set(keys).size, keys.length, `${keys} run at once`);
  assert.ok(keys.length <= concurrency, `${keys} run with ${concurrency} workers`);
  assert.is(lab.queue.active, keys.length);
  assert.ok(lab.queue.depth === 0 || keys.length === concurrency, 'a worker is idle while keys are in line');
}

law(
  'no key runs twice at once, no worker too many or idle, and every add is followed by a run that starts after it',
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        async (steps, concurrency) => {
          const lab = new QueueLab({ concurrency });
          const adds: { readonly key: string; readonly order: number }[] = [];
          for (const step of steps) {
            if (step.do === 'add') adds.push({ key: step.key, order: await lab.add(step.key, step.urgent) });
            else if (step.do === 'addWithin')
              adds.push({ key: step.key, order: await lab.addWithin(step.key, step.ms) });
            else if (step.do === 'pass') await pass(step.ms);
            else await [...lab.running][step.which % Math.max(1, lab.running.size)]?.end(step.next);
            checkRunning(lab, concurrency);
          }
          for (let idle = 0; idle < 2; idle = lab.running.size === 0 ? idle + 1 : 0) {
            for (const run of lab.running) await run.end();
            await pass(hour);
            checkRunning(lab, concurrency);
          }
          for (const { key, order } of adds) {
            assert.ok(
              lab.started.some((run) => run.key === key && run.order > order),
              `${key}, added as number ${order}, never ran`,
            );
          }
        },
      ),
    ),
);

type StepOrWait = Step | { readonly do: 'wait' | 'end wait'; readonly which: number };
const stepOrWait: fc.Arbitrary<StepOrWait> = fc.oneof(
  { weight: 3, arbitrary: step },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('wait' as const, 'end wait' as const), which: fc.nat() }) },
);

law('no key runs twice at once, and every add is followed by a run that starts after it, also while runs wait', () =>
  fc.assert(
    fc.asyncProperty(fc.array(stepOrWait, { maxLength: 40 }), async (steps) => {
      const lab = new QueueLab();
      const adds: { readonly key: string; readonly order: number }[] = [];
      const waits = new Map<LabRun, LabWait>();
      const end = async (run: LabRun, next?: NextRun) => {
        await waits.get(run)?.end();
        await run.end(next);
      };
      for (const step of steps) {
        const run = 'which' in step ? [...lab.running][step.which % Math.max(1, lab.running.size)] : undefined;
        if (step.do === 'add') adds.push({ key: step.key, order: await lab.add(step.key, step.urgent) });
        else if (step.do === 'addWithin') adds.push({ key: step.key, order: await lab.addWithin(step.key, step.ms) });
        else if (step.do === 'pass') await pass(step.ms);
        else if (run === undefined) continue;
        else if (step.do === 'end') await end(run, step.next);
        else if (step.do === 'end wait') await waits.get(run)?.end();
        else if (waits.get(run)?.outcome !== 'waiting') waits.set(run, beginWait(run));
        const keys = [...lab.running].map(({ key }) => key);
        assert.is(new Set(keys).size, keys.length, `${keys} run at once`);
      }
      for (let idle = 0; idle < 2; idle = lab.running.size === 0 ? idle + 1 : 0) {
        for (const run of lab.running) await end(run);
        await pass(hour);
      }
      assert.is(lab.queue.active, 0, 'every worker is back');
      for (const { key, order } of adds) assert.ok(lab.started.some((run) => run.key === key && run.order > order));
    }),
  ),
);

law('an urgent add is followed by a run at once, or as soon as the key and a worker are free', () =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), key, async (steps, urgent) => {
      const lab = new QueueLab({ concurrency: 3 });
      for (const step of steps) {
        if (step.do === 'add') await lab.add(step.key, step.urgent);
        else if (step.do === 'addWithin') await lab.addWithin(step.key, step.ms);
        else if (step.do === 'pass') await pass(step.ms);
        else await [...lab.running][step.which % Math.max(1, lab.running.size)]?.end(step.next);
      }
      const order = await lab.add(urgent, true);
      // Three workers for three keys: only the key's own run can stand in the way.
      await [...lab.running].find((run) => run.key === urgent && run.order < order)?.end(failed);
      assert.ok([...lab.running].some((run) => run.key === urgent && run.order > order));
    }),
  ),
);
type StepOrDrop = Step | { readonly do: 'drop'; readonly keys: readonly string[] };
const stepOrDrop: fc.Arbitrary<StepOrDrop> = fc.oneof(
  { weight: 4, arbitrary: step },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), keys: fc.subarray(['a', 'b', 'c']) }) },
);

law('what is dropped does not run unless it is added again, and a drop is over when nothing of it runs', () =>
  fc.assert(
    fc.asyncProperty(fc.array(stepOrDrop, { maxLength: 40 }), async (steps) => {
      const lab = new QueueLab({ concurrency: 2 });
      const drops: Promise<void>[] = [];
      /** By key, the order of the last drop and of the last add after it. */
      const dropped = new Map<string, number>();
      const added = new Map<string, number>();
      for (const step of steps) {
        const ran = lab.started.length;
        if (step.do === 'add') added.set(step.key, await lab.add(step.key, step.urgent));
        else if (step.do === 'addWithin') added.set(step.key, await lab.addWithin(step.key, step.ms));
        else if (step.do === 'pass') await pass(step.ms);
        else if (step.do === 'end') await [...lab.running][step.which % Math.max(1, lab.running.size)]?.end(step.next);
        else {
          const under = [...lab.running].filter(({ key }) => step.keys.includes(key));
          const over = lab.queue.drop((key) => step.keys.includes(key), hour);
          drops.push(
            over.then(() =>
              assert.not(
                under.some((run) => lab.running.has(run)),
                'over too soon',
              ),
            ),
          );
          for (const key of step.keys) {
            dropped.set(key, lab.started.length);
            added.delete(key);
          }
          await settle();
        }
        for (const { key } of lab.started.slice(ran)) {
          assert.ok(!dropped.has(key) || added.has(key), `${key} was dropped and not added again, and yet it ran`);
        }
        checkRunning(lab, 2);
      }
      for (let idle = 0; idle < 2; idle = lab.running.size === 0 ? idle + 1 : 0) {
        for (const run of lab.running) await run.end();
        await pass(hour);
      }
      for (const [key, order] of added) assert.ok(lab.started.some((run) => run.key === key && run.order > order));
      await Promise.all(drops);
    }),
  ),
);
law.run();
