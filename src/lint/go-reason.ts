import { messageOf } from '../errors/index.ts';

/** Why a file cannot be read, as Go's os package says it: `open /a/b: permission denied`; of another error, its message. */
export function goReason(error: unknown, path: string): string {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const reason = reasons[code ?? ''];
  return reason === undefined ? messageOf(error) : `${syscall} ${path}: ${reason}`;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
};
