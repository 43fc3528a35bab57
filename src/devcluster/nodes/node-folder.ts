import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Settings and logs of a node, and what containerd and the kubelet keep. */
export function folderOf(dir: string, node: string): string {
  return join(dir, node);
}

/** The first process of a node that runs; undefined when it does not. */
export function pidOf(dir: string, node: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(folderOf(dir, node), 'pid'), 'utf8'));
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join(folderOf(dir, node), 'boot.sh'))
      ? pid
      : undefined;
  } catch {
    return undefined; // no such file, no such process
  }
}

/** The path of a log that begins anew; that of the last start is kept beside it. */
export function freshLog(path: string): string {
  if (existsSync(path)) renameSync(path, `${path}.old`);
  return path;
}
