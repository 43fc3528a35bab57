import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import { runProcess } from '../image/index.ts';
import type { WorkingCopy } from './plan/index.ts';

/**
 * What git says of the working copy round a folder.
 * @param outputs paths below the folder that builds write: they make no difference
 * @throws CapstanError TOOL_MISSING, TOOL_FAILED, REPOSITORY_MISSING
 */
export async function readWorkingCopy(
  folder: string,
  outputs: readonly string[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<WorkingCopy> {
  const git = gitIn(folder, env, signal);
  const head = await git('log', '-1', '--no-show-signature', '--format=%H%n%h%n%ct').catch((error: unknown) => {
    throw noCommit(folder, error);
  });
  const [commit = '', hash = '', seconds = ''] = head.trim().split('\n');
  const others = outputs.map((path) => `:(exclude)${path}`);
  // whatever this user's configuration leaves out
  const look = ['--porcelain', '-z', '--untracked-files=normal', '--ignore-submodules=none'];
  const status = await git('status', ...look, '--', ':/', ...others);
  const remotes = remotesOf(await git('remote', '-v'));
  return {
    commit,
    hash,
    committedAt: new Date(Number(seconds) * 1_000),
    changes: changesOf(status),
    remotes,
  };
}

/** Name to address. */
export async function readRemotes(
  folder: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  return remotesOf(await gitIn(folder, env, signal)('remote', '-v'));
}

function gitIn(folder: string, env: NodeJS.ProcessEnv, signal?: AbortSignal) {
  return (...args: readonly string[]) => {
    // a look at the state is no reason to take the lock of whoever works there
    const words = ['--no-optional-locks', ...args];
    // what git says is read: not in the words of this user's country
    const plain = { ...env, LC_ALL: 'C' };
    return runProcess({ file: 'git', args: words, cwd: folder, env: plain, what: `git ${args[0]}` }, signal);
  };
}

function noCommit(folder: string, error: unknown): unknown {
  if (!isCapstanError(error, 'TOOL_FAILED')) return error;
  const words = messageOf(error);
  if (/not a git repository/i.test(words)) {
    return new CapstanError('REPOSITORY_MISSING', `${folder} is in no git repository`, {
      hint: 'builds are named by their commit: git init, and commit; or set APP_VERSION',
    });
  }
  if (/does not have any commits/i.test(words)) {
    return new CapstanError('REPOSITORY_MISSING', `the git repository of ${folder} has no commit yet`, {
      hint: 'builds are named by their commit: commit first; or set APP_VERSION',
    });
  }
  return error;
}

/** `XY path NUL`, and for what was renamed another `path NUL`. */
function changesOf(status: string): string[] {
  const parts = status.split('\0');
  const paths: string[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? '';
    if (part === '') continue;
    paths.push(part.slice(3));
    if (/[RC]/.test(part.slice(0, 2))) at += 1;
  }
  return paths;
}

/** `origin<TAB>https://… (fetch)`, and in a partial clone ` [blob:none]` behind it. */
function remotesOf(text: string): ReadonlyMap<string, string> {
  const lines = text.matchAll(/^(\S+)\t(.+) \(fetch\)(?: \[.*\])?$/gm);
  return new Map([...lines].map(([, name = '', address = '']) => [name, address]));
}
