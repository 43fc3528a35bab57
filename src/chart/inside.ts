import { isAbsolute, relative, sep } from 'node:path';

/** Whether a folder or file is another one, or lies in it. Both are real paths. */
export function isInside(path: string, top: string): boolean {
  const way = relative(top, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
