import { posix } from 'node:path';
import type { Entry } from './entries.ts';

const maxLinks = 40; // Linux follows as many

/** The paths of an image as its layers lie over each other: what is a folder, and what leads elsewhere. */
export class FileTree {
  readonly #entries = new Map<string, Pick<Entry, 'type' | 'target'>>();

  add(entries: Iterable<Pick<Entry, 'path' | 'type' | 'target'>>): void {
    for (const { path, type, target } of entries) {
      this.#entries.set(path, { type, ...(target === undefined ? {} : { target }) });
    }
  }

  /** Takes away a path with all that is below it. */
  remove(path: string): void {
    this.#entries.delete(path);
    this.clear(path);
  }

  /** Takes away what is below a folder. */
  clear(folder: string): void {
    for (const path of this.#entries.keys()) if (path.startsWith(`${folder}/`)) this.#entries.delete(path);
  }

  isFolder(path: string): boolean {
    return path === '.' || this.#entries.get(path)?.type === 'folder';
  }

  /** The first path whose last part is this name. */
  find(name: string): string | undefined {
    for (const path of this.#entries.keys()) if (path.endsWith(`/${name}`)) return path;
    return undefined;
  }

  /** Whether a path, or what it leads to, is there. */
  has(path: string): boolean {
    const found = this.follow(path);
    return found === '' || this.#entries.has(found);
  }

  /** Where something of this name really goes: the folders on its way may be links, as /lib is in most systems. */
  resolve(path: string): string {
    const parent = posix.dirname(path);
    return parent === '.' ? path : posix.join(this.follow(parent), posix.basename(path));
  }

  /** Where a path leads in the end, whether something is there or not; the root is ''. */
  follow(path: string): string {
    let found = '';
    let rest = path.split('/');
    for (let links = 0; rest.length > 0; ) {
      const [name = '', ...others] = rest;
      const next = posix.join(found, name);
      const { type, target = '' } = this.#entries.get(next) ?? {};
      rest = others;
      if (type !== 'link' || links === maxLinks) {
        found = next;
        continue;
      }
      links += 1;
      const way = posix.normalize(posix.join('/', target.startsWith('/') ? '' : found, target)).slice(1);
      rest = [...(way === '' ? [] : way.split('/')), ...others];
      found = '';
    }
    return found;
  }
}
