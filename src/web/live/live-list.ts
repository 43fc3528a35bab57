import { useEffect, useRef } from 'preact/hooks';
import type { List } from '../api.ts';
import { type Resource, useResource } from '../shell/index.ts';
import { useLive } from './live.tsx';

export type LiveList<T> = Resource<List<T>>;

// many events come at once when a command is submitted or ends
const reloadAfterMs = 250;

/**
 * A list that follows what happens.
 * @param path `undefined` for one that is not known yet
 * @param event the name of the events that carry its things
 * @param belongs whether a thing is in this list, as far as a page can tell
 */
export function useLiveList<T extends { readonly id: number }>(
  path: string | undefined,
  event: string,
  belongs: (thing: T) => boolean = () => true,
): LiveList<T> {
  const list = useResource<List<T>>(path);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const reloadSoon = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      list.reload();
    }, reloadAfterMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive((name, data) => {
    // what happened before the stream began is in what is asked for now
    if (name === 'ready' || name === 'gone') return reloadSoon();
    if (name !== event) return;
    const thing = data as T;
    const isShown = list.data?.objects.some(({ id }) => id === thing.id) ?? false;
    if (isShown)
      list.patch((shown) => ({ ...shown, objects: shown.objects.map((one) => (one.id === thing.id ? thing : one)) }));
    if (isShown !== belongs(thing)) reloadSoon();
  });
  return list;
}
