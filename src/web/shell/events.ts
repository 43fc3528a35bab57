import { useEffect, useRef, useState } from 'preact/hooks';

/** What the server sends without being asked: the event's name, its data (JSON). */
export type OnEvent = (name: string, data: unknown) => void;

const againAfterMs = [500, 1_000, 2_000, 5_000, 10_000];

/**
 * Listens to the server-sent events at `path` for as long as the component is shown. A browser comes back by itself after a lost
 * connection, and tells which event it saw last; what it gives up on (a server that answers with an error) is tried again here.
 * While nobody sees the page there is no connection: a browser has six to a server, for all of its windows.
 * @param path `undefined` listens to nothing
 * @returns whether events arrive now
 */
export function useEvents(path: string | undefined, names: readonly string[], onEvent: OnEvent): boolean {
  const [isLive, setLive] = useState(false);
  const latest = useRef(onEvent);
  latest.current = onEvent;
  const list = names.join(' ');
  useEffect(() => {
    if (path === undefined) return undefined;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    const open = () => {
      const opened = new EventSource(path, { withCredentials: true });
      source = opened;
      opened.onopen = () => {
        failures = 0;
        setLive(true);
      };
      opened.onerror = () => {
        setLive(false);
        if (opened.readyState !== EventSource.CLOSED) return;
        const wait = againAfterMs[Math.min(failures++, againAfterMs.length - 1)];
        timer = setTimeout(open, wait);
      };
      for (const name of list.split(' ')) {
        opened.addEventListener(name, (event) => latest.current(name, readData(event)));
      }
    };
    const close = () => {
      clearTimeout(timer);
      source?.close();
      setLive(false);
    };
    const seen = () => {
      close();
      if (!document.hidden) open();
    };
    document.addEventListener('visibilitychange', seen);
    seen();
    return () => {
      document.removeEventListener('visibilitychange', seen);
      close();
    };
  }, [path, list]);
  return isLive;
}

function readData(event: Event): unknown {
  try {
    return JSON.parse((event as MessageEvent<string>).data);
  } catch {
    return undefined;
  }
}
