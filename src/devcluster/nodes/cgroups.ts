import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError } from '../../errors/index.ts';
import { isUnified, ownFolders, unifiedRoot } from './hierarchies.ts';

/** What a kubelet asks of cgroup v2. */
const needed = ['cpu', 'memory', 'pids'];

/**
 * An empty control group in each hierarchy of this machine; their folders. They are noted in `dir` before they are made,
 * so that they can be removed whoever made them.
 */
export function createCgroups(dir: string, name: string): string[] {
  // In cgroup v2 the top alone may have processes and, below itself, groups with controllers.
  const folders = (isUnified() ? [unifiedRoot] : ownFolders()).map((folder) => join(folder, name));
  if (isUnified()) enableControllers(unifiedRoot);
  appendFileSync(recordOf(dir), folders.map((folder) => `${folder}\n`).join(''), { mode: 0o600 });
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    // A group of cpuset takes no process before it has CPUs and memory.
    if (isUnified()) continue;
    for (const set of ['cpuset.cpus', 'cpuset.mems']) {
      if (existsSync(join(folder, set))) writeFileSync(join(folder, set), readFileSync(join(folder, '..', set)));
    }
  }
  return folders;
}

/** In cgroup v2 a group that hands its controllers down may have no processes of its own: they go into `node` below it. */
export function settleCgroups(folders: readonly string[]): void {
  if (!isUnified()) return;
  for (const folder of folders) {
    mkdirSync(join(folder, 'node'), { recursive: true });
    for (const pid of readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
      writeFileSync(join(folder, 'node', 'cgroup.procs'), pid);
    }
    enableControllers(folder);
  }
}

/** Removes the groups that are noted in `dir` with all below them, once their processes are gone; answers which there were. */
export async function removeCgroups(dir: string): Promise<string[]> {
  if (!existsSync(recordOf(dir))) return [];
  const noted = readFileSync(recordOf(dir), 'utf8').split('\n').filter(Boolean);
  const folders = [...new Set(noted)].filter((folder) => existsSync(folder));
  for (const folder of folders) await remove(folder);
  rmSync(recordOf(dir), { force: true });
  return folders;
}

function recordOf(dir: string): string {
  return join(dir, 'cgroups');
}

function enableControllers(folder: string): void {
  const control = join(folder, 'cgroup.subtree_control');
  const words = (file: string) => readFileSync(join(folder, file), 'utf8').trim().split(' ');
  for (const controller of words('cgroup.controllers').filter(Boolean)) {
    try {
      writeFileSync(control, `+${controller}`);
    } catch {
      // one that matters is missed below
    }
  }
  const missing = needed.filter((controller) => !words('cgroup.subtree_control').includes(controller));
  if (missing.length === 0) return;
  const what = `the controllers ${missing.join(', ')} of control groups cannot be handed down from ${folder}`;
  throw new CapstanError('NODES_UNSUPPORTED', what);
}

const removableWithinMs = 5_000; // the kernel needs a moment after the end of the last process

async function remove(folder: string): Promise<void> {
  for (const deadline = Date.now() + removableWithinMs; ; ) {
    try {
      return removeTree(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY' || Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

/** The files of a group are the kernel's: only folders can be removed. */
function removeTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(folder, entry.name));
  }
  rmdirSync(folder);
}
