import type { CloudApi } from '../om/api.ts';

interface Listing<T> {
  readonly objects: readonly T[];
  readonly meta: { readonly next?: string | null };
}

/** All of a list, page after page. */
export async function readAll<T>(api: CloudApi, path: string, signal: AbortSignal): Promise<readonly T[]> {
  const all: T[] = [];
  let next: string | null | undefined = path;
  while (next) {
    const page: Listing<T> = await api.get<Listing<T>>(next, signal);
    all.push(...page.objects);
    next = page.meta.next;
  }
  return all;
}
