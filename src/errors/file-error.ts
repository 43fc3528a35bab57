import { CapstanError, messageOf } from './error.ts';

/** What went wrong with a file, as Go's os package and so Helm says it: `open /a/b: permission denied`; of another error, its message. */
export function fileErrorText(error: unknown, path = (error as NodeJS.ErrnoException).path): string {
  const reason = fileErrorReason(error);
  return reason === undefined ? messageOf(error) : `${(error as NodeJS.ErrnoException).syscall} ${path}: ${reason}`;
}

export function unreadable(file: string, cause: unknown): CapstanError {
  const reason = fileErrorReason(cause) ?? messageOf(cause);
  return new CapstanError('FILE_UNREADABLE', `${file} cannot be read: ${reason}`, { place: { file }, cause });
}

/** `permission denied`; undefined for an error of another kind. */
export function fileErrorReason(error: unknown): string | undefined {
  return reasons.get((error as NodeJS.ErrnoException).code ?? '');
}

const reasons = new Map([
  ['ENOENT', 'no such file or directory'],
  ['ENOTDIR', 'not a directory'],
  ['EACCES', 'permission denied'],
  ['EEXIST', 'file exists'],
  ['EISDIR', 'is a directory'],
  ['ELOOP', 'too many levels of symbolic links'],
  ['ENAMETOOLONG', 'file name too long'],
  ['ENOSPC', 'no space left on device'],
  ['EROFS', 'read-only file system'],
  ['EBUSY', 'device or resource busy'],
]);
