import { setTimeout as sleep } from 'node:timers/promises';
import { abortable, type Cluster } from '../../../cluster/index.ts';
import { Look } from './look.ts';
import { WatchPool } from './pool.ts';
import { Records } from './records.ts';

/** Where a picture is drawn from. */
export interface Sight {
  readonly cluster: Cluster;
  readonly look: Look;
  readonly records: Records;
  readonly signal: AbortSignal;
}

export type Draw<T> = (sight: Sight) => Promise<T>;

/** A picture, or why there is none. */
type Drawn<T> = { readonly picture: T } | { readonly error: unknown };

export interface LookoutOptions {
  /** Opens the cluster; called again when somebody comes after a time in which nobody looked. */
  readonly connect: () => Cluster;
  /** How long watches and connections outlive the last look. */
  readonly lingerMs?: number;
}

const defaultLingerMs = 20_000;
/** Changes that come together are one picture. */
const gatherMs = 120;
/** Some judgements change by time alone: a Pod that nobody has a place for. */
const redrawAfterMs = 15_000;
const retryAfterMs = 2_000;

/** One cluster, watched for as long as somebody looks at it. */
export class Lookout {
  readonly #options: LookoutOptions;
  readonly #lingerMs: number;
  #open: { readonly cluster: Cluster; readonly pool: WatchPool; readonly records: Records } | undefined;
  #lookers = 0;
  #closing: NodeJS.Timeout | undefined;

  constructor(options: LookoutOptions) {
    this.#options = options;
    this.#lingerMs = options.lingerMs ?? defaultLingerMs;
  }

  /** A picture as things are now. */
  async once<T>(draw: Draw<T>, signal: AbortSignal): Promise<T> {
    const { cluster, pool, records } = this.#enter();
    const look = new Look(pool);
    try {
      return await draw({ cluster, look, records, signal });
    } finally {
      look.end();
      this.#leave();
    }
  }

  /** A picture now, and another whenever it has become different. Ends with the signal. */
  async *follow<T>(draw: Draw<T>, signal: AbortSignal): AsyncGenerator<Drawn<T>, void> {
    const { cluster, pool, records } = this.#enter();
    const look = new Look(pool);
    let told: string | undefined;
    try {
      while (!signal.aborted) {
        const changed = look.nextChange();
        const drawn = await tryToDraw(draw, { cluster, look, records, signal });
        if (signal.aborted) return;
        look.settle();
        const text = textOf(drawn);
        if (text !== told) yield drawn;
        told = text;
        const pause = 'error' in drawn ? retryAfterMs : redrawAfterMs;
        await untilChanged(changed, pause, signal);
      }
    } finally {
      look.end();
      this.#leave();
    }
  }

  /** Ends every watch and closes the connections. */
  async close(): Promise<void> {
    clearTimeout(this.#closing);
    const open = this.#open;
    this.#open = undefined;
    open?.pool.end();
    await open?.cluster.close();
  }

  #enter() {
    clearTimeout(this.#closing);
    this.#open ??= this.#connect();
    this.#lookers += 1;
    return this.#open;
  }

  #connect() {
    const cluster = this.#options.connect();
    return { cluster, pool: new WatchPool(cluster, this.#lingerMs), records: new Records() };
  }

  #leave(): void {
    this.#lookers -= 1;
    if (this.#lookers > 0) return;
    this.#closing = setTimeout(() => void this.close(), this.#lingerMs).unref();
  }
}

async function tryToDraw<T>(draw: Draw<T>, sight: Sight): Promise<Drawn<T>> {
  try {
    return { picture: await draw(sight) };
  } catch (error) {
    return { error };
  }
}

function textOf<T>(drawn: Drawn<T>): string {
  return 'error' in drawn ? `error: ${String(drawn.error)}` : JSON.stringify(drawn.picture);
}

/** Returns when it is time for another picture, or the signal fires. */
async function untilChanged(changed: Promise<void>, atMostMs: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  try {
    await Promise.race([abortable(changed, either), sleep(atMostMs, undefined, { signal: either })]);
    await sleep(gatherMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    over.abort();
  }
}
