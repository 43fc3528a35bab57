import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The folder of whoever runs this: HOME, else what the system knows of the user. That of somebody it does not know is the
 * root, which container runtimes set HOME to as well. Never relative: files of a person would land in a project.
 */
export function userHome(env: Readonly<Record<string, string | undefined>>): string {
  const home = env['HOME'];
  return home !== undefined && isAbsolute(home) ? home : systemHome();
}

function systemHome(): string {
  try {
    // not homedir(), which is HOME even where that is empty
    return userInfo().homedir || '/';
  } catch {
    return '/'; // no such user: the number of a container
  }
}
