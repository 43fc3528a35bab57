import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { RequestError, request } from './request.ts';

export interface Resource<T> {
  readonly data: T | undefined;
  readonly error: RequestError | undefined;
  /** Nothing is there yet, and it is asked for. */
  readonly isLoading: boolean;
  /** Asks again; what is there stays until the answer is. */
  readonly reload: () => void;
  /** Changes what is there until it is asked for again: with what an event brought. */
  readonly patch: (change: (data: T) => T) => void;
}

interface Shown<T> {
  readonly path: string | undefined;
  readonly data?: T;
  readonly error?: RequestError;
}

/** What was seen last at each path: going back to a view shows it at once, and asks again. */
const seen = new Map<string, unknown>();
const seenAtMost = 60;

/** Forgets everything: for the next person who signs in. */
export function forgetAll(): void {
  seen.clear();
}

/** GETs `path`, and again when it changes. @param path `undefined` asks nothing */
export function useResource<T>(path: string | undefined): Resource<T> {
  const [shown, show] = useState<Shown<T>>({ path: undefined });
  const asked = useRef<AbortController>(undefined);

  const ask = useCallback(() => {
    asked.current?.abort();
    if (path === undefined) return;
    const controller = new AbortController();
    asked.current = controller;
    request<T>(path, { signal: controller.signal }).then(
      (data) => {
        if (controller.signal.aborted) return;
        remember(path, data);
        show({ path, data });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        const told = error instanceof RequestError ? error : new RequestError(0, 'Fault of the page', String(error));
        show((before) => ({ path, error: told, ...keptOf(before, path) }));
      },
    );
  }, [path]);

  useEffect(() => {
    ask();
    return () => asked.current?.abort();
  }, [ask]);

  const patch = useCallback(
    (change: (data: T) => T) =>
      show((before) => {
        const data = keptOf(before, path).data;
        if (data === undefined) return before;
        const changed = change(data);
        if (path !== undefined) remember(path, changed);
        return { path, data: changed };
      }),
    [path],
  );

  const { data } = keptOf(shown, path);
  const error = shown.path === path ? shown.error : undefined;
  return {
    data,
    error,
    isLoading: path !== undefined && data === undefined && error === undefined,
    reload: ask,
    patch,
  };
}

function keptOf<T>(shown: Shown<T>, path: string | undefined): { data?: T } {
  const data = shown.path === path ? shown.data : undefined;
  const kept = data ?? (path === undefined ? undefined : (seen.get(path) as T | undefined));
  return kept === undefined ? {} : { data: kept };
}

function remember(path: string, data: unknown): void {
  seen.delete(path);
  seen.set(path, data);
  const oldest = seen.keys().next().value;
  if (seen.size > seenAtMost && oldest !== undefined) seen.delete(oldest);
}
