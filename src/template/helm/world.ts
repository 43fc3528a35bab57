import { randomBytes } from 'node:crypto';
import type { Value, World } from '../go/index.ts';

/** A World with what Helm's functions keep from one template of a release to the next. */
export interface HelmWorld extends World {
  /** How often each name is included at this moment. */
  readonly including: Map<string, number>;
  /** Set by lint: what is required or fails is told here and does not stop the template. */
  readonly tolerate: ((message: string) => void) | undefined;
}

export interface WorldOptions {
  readonly lookup?: World['lookup'];
  readonly resolveHost?: World['resolveHost'];
  readonly tolerate?: (message: string) => void;
}

/** One for each rendering of a release. */
export function createHelmWorld(options: WorldOptions = {}): HelmWorld {
  return {
    now: () => BigInt(Date.now()) * 1_000_000n,
    random: (bytes) => randomBytes(bytes),
    lookup: options.lookup ?? nothing,
    resolveHost: options.resolveHost ?? (() => ''),
    get timeZone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    including: new Map(),
    tolerate: options.tolerate,
  };
}

function nothing(): Value {
  return new Map();
}
