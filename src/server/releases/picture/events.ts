import type { KubeObject } from '../../../cluster/index.ts';
import type { ObjectEvent } from '../types.ts';

export const eventKind = { group: '', version: 'v1', kind: 'Event' };

/** Where the events of objects of this namespace are: those of objects that have none are in `default`. */
export function eventNamespace(namespace: string): string {
  return namespace === '' ? 'default' : namespace;
}

const perObject = 8;

interface CoreEvent extends KubeObject {
  readonly involvedObject?: { readonly uid?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
}

/** The latest events of each object, newest first. @param hide takes out what nobody may read */
export function eventsByObject(
  events: readonly KubeObject[],
  hide: (text: string) => string,
): (uid: string | undefined) => readonly ObjectEvent[] {
  const byUid = new Map<string, ObjectEvent[]>();
  for (const event of events as readonly CoreEvent[]) {
    const uid = event.involvedObject?.uid;
    if (uid) byUid.set(uid, [...(byUid.get(uid) ?? []), shownEvent(event, hide)]);
  }
  for (const [uid, some] of byUid) byUid.set(uid, some.toSorted(newestFirst).slice(0, perObject));
  return (uid) => (uid === undefined ? [] : (byUid.get(uid) ?? []));
}

function shownEvent(event: CoreEvent, hide: (text: string) => string): ObjectEvent {
  const { type, reason = '', message = '', count, series, lastTimestamp, eventTime, metadata } = event;
  return {
    type: type === 'Warning' ? 'Warning' : 'Normal',
    reason,
    message: hide(message).trim(),
    count: series?.count ?? count ?? 1,
    time: series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '',
  };
}

function newestFirst(a: ObjectEvent, b: ObjectEvent): number {
  return Date.parse(b.time) - Date.parse(a.time) || 0;
}
