import * as assert from 'uvu/assert';
import { eventually } from './eventually.ts';
import type { FaultProxy, Moment } from './faults/index.ts';
import type { OperatorProcess } from './operator.ts';

/** What is struck at each of its writes, each time with another resource. */
export interface Struck {
  readonly proxy: FaultProxy;
  readonly moment: Moment;
  /** Fewer writes than this would mean that the test misses some. */
  readonly minimum: number;
  /** Default: from the first write on, each. */
  readonly from?: number;
  readonly every?: number;
  /** Names of resources begin with it. */
  readonly prefix: string;
  operator(): OperatorProcess;
  startAgain(): Promise<void>;
  prepare(name: string): Promise<void>;
  begin(name: string): Promise<unknown>;
  /** Waits until the resource is as it should be in the end. */
  settled(name: string): Promise<void>;
}

/**
 * Kills the operator at the first write of what `begin` starts, then at the second of another one, and so on until one is
 * through before the trap springs. @returns how often it was killed
 */
export async function strikeAtEachWrite(struck: Struck): Promise<number> {
  const { proxy, moment, prefix, minimum, from = 1, every = 1 } = struck;
  for (let write = from; ; write += every) {
    const name = `${prefix}${write}`;
    await struck.prepare(name);
    const hasSprung = proxy.setTrap({ write, moment, strike: () => struck.operator().kill() });
    await struck.begin(name);
    let isSettled = false;
    const settled = struck.settled(name).finally(() => {
      isSettled = true;
    });
    settled.catch(() => {}); // waited for below
    await eventually(() => assert.ok(isSettled || hasSprung()), { timeoutMs: 120_000, everyMs: 10 }); // what is not settled says so first
    const isStruck = hasSprung();
    if (isStruck) await struck.startAgain();
    await settled;
    if (isStruck) continue;
    await proxy.clearTrap();
    if (!struck.operator().isRunning) await struck.startAgain(); // struck when all had been done
    assert.ok(proxy.writes.length >= minimum, `only ${proxy.writes.join('\n')}`);
    return (write - from) / every;
  }
}
