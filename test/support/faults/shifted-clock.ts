import { readFileSync } from 'node:fs';

/**
 * Loaded before the operator (`node --import`): its wall clock is off by the milliseconds that stand in a file, which may
 * change while it runs. Timers and performance.now() stay as they are, as when a machine's clock is set.
 */
const file = process.env['CAPSTAN_TEST_CLOCK'] ?? '';
const RealDate = Date;
const readEveryMs = 50;
let offset = 0;
let readAt = Number.NEGATIVE_INFINITY;

function now(): number {
  if (performance.now() - readAt > readEveryMs) {
    readAt = performance.now();
    offset = Number(readFileSync(file, 'utf8')) || 0;
  }
  return RealDate.now() + offset;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, words: [], newTarget) =>
    Reflect.construct(target, words.length === 0 ? [now()] : words, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
