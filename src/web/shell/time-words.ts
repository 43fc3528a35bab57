const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** @param ms since then; clocks of two machines differ, so it may be below 0 */
export function ago(ms: number): string {
  if (ms < 5 * second) return 'just now';
  for (const [unit, length] of [
    ['day', day],
    ['hour', hour],
    ['minute', minute],
    ['second', second],
  ] as const) {
    const count = Math.floor(ms / length);
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(ms: number): string {
  if (ms < 0) return '0 s';
  if (ms < 10 * second) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min ${two(Math.floor((ms % minute) / second))} s`;
  return `${Math.floor(ms / hour)} h ${two(Math.floor((ms % hour) / minute))} min`;
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}
