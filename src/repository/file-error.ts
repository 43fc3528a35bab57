import { messageOf } from '../errors/index.ts';

const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EACCES: 'permission denied',
  EEXIST: 'file exists',
  EISDIR: 'is a directory',
};

/** What went wrong with a file, as Go says it: `stat web: no such file or directory`. */
export function fileErrorText(error: unknown, path: string): string {
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException;
  const what = words[code];
  return what === undefined ? messageOf(error) : `${syscall} ${path}: ${what}`;
}
