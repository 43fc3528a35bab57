import { useEffect, useState } from 'preact/hooks';
import { ago, duration } from './time-words.ts';

const everyMs = 1_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all that shows a time which passes. @param isRunning what no longer changes needs no clock */
function useNow(isRunning = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return undefined;
    const tick = () => setNow(Date.now());
    tick();
    listeners.add(tick);
    timer ??= setInterval(() => {
      if (!document.hidden) for (const listener of listeners) listener();
    }, everyMs);
    return () => {
      listeners.delete(tick);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, [isRunning]);
  return now;
}

/** "3 minutes ago", with the moment itself as a tip. */
export function Ago({ at }: { at: string | null | undefined }) {
  const now = useNow(Boolean(at));
  if (!at) return <span class="soft">–</span>;
  const moment = new Date(at);
  return (
    <time class="number" dateTime={at} title={moment.toLocaleString()}>
      {ago(now - moment.getTime())}
    </time>
  );
}

/** How long something took, or has been taking until now. */
export function Took({ from, until }: { from: string | null | undefined; until?: string | null | undefined }) {
  const now = useNow(Boolean(from) && !until);
  if (!from) return <span class="soft">–</span>;
  return <span class="number">{duration((until ? Date.parse(until) : now) - Date.parse(from))}</span>;
}
