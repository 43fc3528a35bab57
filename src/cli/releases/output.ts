import { stringifyYaml } from '../../yaml/index.ts';
import type { OutputFormat } from './flags.ts';

/** Data for a program to read. */
export function printData(data: unknown, format: Exclude<OutputFormat, 'table'>): void {
  const plain = JSON.parse(JSON.stringify(data)) as unknown; // undefined is left out
  process.stdout.write(format === 'json' ? `${JSON.stringify(plain, null, 2)}\n` : `${stringifyYaml(plain)}\n`);
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

/** `42s`, `5m`, `3h`, `12d`; '' for no time. */
export function ageOf(time: string | undefined, now: Date = new Date()): string {
  const since = Date.parse(time ?? '');
  if (Number.isNaN(since)) return '';
  const seconds = Math.max(0, Math.floor((now.getTime() - since) / 1_000));
  const [unit, length] = units.find(([, length]) => seconds >= 2 * length) ?? ['s', 1];
  return `${Math.floor(seconds / length)}${unit}`;
}
