import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useRef } from 'preact/hooks';
import { api } from '../api.ts';
import { useEvents } from '../shell/index.ts';

type Listener = (name: string, data: unknown) => void;

const names = ['ready', 'command', 'task', 'deployment', 'plan', 'gone'];

const Live = createContext<{ readonly isLive: boolean; readonly listeners: Set<Listener> }>({
  isLive: false,
  listeners: new Set(),
});

export function LiveProvider({ children }: { children: (isLive: boolean) => ComponentChildren }) {
  const listeners = useRef(new Set<Listener>()).current;
  const isLive = useEvents(`${api}/events`, names, (name, data) => {
    for (const listener of listeners) listener(name, data);
  });
  const value = useMemo(() => ({ isLive, listeners }), [isLive, listeners]);
  return <Live.Provider value={value}>{children(isLive)}</Live.Provider>;
}

/** Calls `listener` with the events of these names; `ready` comes whenever the stream begins anew. */
export function useLive(listener: Listener): void {
  const { listeners } = useContext(Live);
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const call: Listener = (name, data) => latest.current(name, data);
    listeners.add(call);
    return () => {
      listeners.delete(call);
    };
  }, [listeners]);
}
