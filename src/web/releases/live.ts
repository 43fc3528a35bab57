import { useEffect, useState } from 'preact/hooks';
import { RequestError, useEvents, useResource } from '../shell/index.ts';

export interface Live<T> {
  readonly data: T | undefined;
  /** Why there is no newer picture, or none at all. */
  readonly error: RequestError | undefined;
  readonly isLive: boolean;
}

interface Came<T> {
  readonly path: string;
  readonly data?: T;
  readonly error?: RequestError;
}

/** Whoever goes back sees at once what was there. */
const seen = new Map<string, unknown>();
const seenAtMost = 20;
/** A stream cannot say why it does not open; after this long the server is asked plainly. */
const patienceMs = 2_000;

/** The picture at `path` as it is now, and whenever it changes. @param event the stream's name for a picture */
export function useLive<T>(path: string, event: string): Live<T> {
  const [came, setCame] = useState<Came<T>>({ path });
  const isLive = useEvents(`${path}/events`, [event, 'problem'], (name, data) => {
    if (name === 'problem') setCame((before) => ({ ...keptOf(before, path), error: errorOf(data) }));
    else {
      remember(path, data);
      setCame({ path, data: data as T });
    }
  });
  const kept = keptOf(came, path);
  const isNothingThere = kept.data === undefined && kept.error === undefined;
  const isLate = useLate(isNothingThere && !isLive, path);
  const asked = useResource<T>(isLate ? path : undefined);
  return { data: kept.data ?? asked.data, error: kept.error ?? (kept.data ? undefined : asked.error), isLive };
}

function keptOf<T>(came: Came<T>, path: string): Came<T> {
  if (came.path === path && (came.data !== undefined || came.error !== undefined)) return came;
  const data = seen.get(path) as T | undefined;
  return data === undefined ? { path } : { path, data };
}

function remember(path: string, data: unknown): void {
  seen.delete(path);
  seen.set(path, data);
  const [oldest] = seen.keys();
  if (seen.size > seenAtMost && oldest !== undefined) seen.delete(oldest);
}

function useLate(isWaiting: boolean, what: string): boolean {
  const [late, setLate] = useState<string>();
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setTimeout(() => setLate(what), patienceMs);
    return () => clearTimeout(timer);
  }, [isWaiting, what]);
  return isWaiting && late === what;
}

function errorOf(problem: unknown): RequestError {
  const {
    status = 0,
    title = 'Failed',
    detail = '',
    hint,
  } = problem as Partial<Record<'title' | 'detail' | 'hint', string>> & {
    readonly status?: number;
  };
  return new RequestError(status, title, hint ? `${detail}. ${hint}` : detail);
}
