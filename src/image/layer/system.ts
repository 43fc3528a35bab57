import type { FileSource, ImageSpec } from '../spec.ts';

/**
 * What programs expect of any system, for an image that is made from nothing: the folders that others are mounted on, a
 * place for temporary files, and who root and the user are.
 */
export function systemFiles({ user = 0, group = 0, workdir, env }: ImageSpec): FileSource[] {
  const folders = ['dev', 'etc', 'proc', 'run', 'sys', 'var'].map((to) => ({ folder: true, to }) as const);
  const home = env?.['HOME'] ?? workdir ?? '/';
  const users = ['root:x:0:0:root:/root:/sbin/nologin'];
  const groups = ['root:x:0:'];
  if (user !== 0) users.push(`app:x:${user}:${group}:app:${home}:/sbin/nologin`);
  if (group !== 0) groups.push(`app:x:${group}:`);
  return [
    ...folders,
    { folder: true, to: 'root', mode: 0o700 },
    { folder: true, to: 'tmp', mode: 0o1777 },
    { folder: true, to: 'var/tmp', mode: 0o1777 },
    { data: `${users.join('\n')}\n`, to: 'etc/passwd' },
    { data: `${groups.join('\n')}\n`, to: 'etc/group' },
    { data: '127.0.0.1 localhost\n::1 localhost\n', to: 'etc/hosts' },
    { data: 'passwd: files\ngroup: files\nhosts: files dns\n', to: 'etc/nsswitch.conf' },
    ...workFolder({ user, group, ...(workdir === undefined ? {} : { workdir }) }),
  ];
}

/** The working directory, for a base that does not have it. */
export function workFolder({ user = 0, group = 0, workdir = '/' }: Pick<ImageSpec, 'user' | 'group' | 'workdir'>) {
  if (/^\/*$/.test(workdir)) return [];
  return [{ folder: true as const, to: workdir, uid: user, gid: group }];
}
