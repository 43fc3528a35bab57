import { CapstanError } from '../errors/index.ts';
import { formatDuration } from '../template/index.ts';

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

/** The longest that a timer can be set to, 24 days; one that is set to more ends at once. */
export const timerMaxMs = 2 ** 31 - 1;

/**
 * Milliseconds of a duration as Go's time.ParseDuration reads it: `1m`, `1h30m`, `500ms`, `0`; cut to what a
 * timer can take.
 * @throws CapstanError USAGE when it is none, or less than zero (no option of ours has a use for that).
 */
export function parseGoDuration(text: string): number {
  if (/^[+-]?0$/.test(text)) return 0;
  const unsigned = text.replace(/^\+/, '');
  let total = 0;
  let end = 0;
  for (const [whole, number, unit] of unsigned.matchAll(part)) {
    total += Number(number) * (unitMs[unit ?? ''] ?? 0);
    end += whole.length;
  }
  if (unsigned === '' || end !== unsigned.length) {
    throw new CapstanError('USAGE', `"${text}" is no duration`, { hint: 'write it as 30s, 5m or 1h30m' });
  }
  return Math.min(total, timerMaxMs);
}

/** As Go's time.Duration prints it: `1m0s`, `1h30m0s`, `500ms`. */
export function formatGoDuration(milliseconds: number): string {
  return formatDuration(BigInt(Math.round(milliseconds * 1e6)));
}
