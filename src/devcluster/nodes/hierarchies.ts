import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** cgroup v2: one hierarchy for everything. */
export function isUnified(): boolean {
  return existsSync(posix.join(unifiedRoot, 'cgroup.controllers'));
}

export const unifiedRoot = '/sys/fs/cgroup';

/** The folder that this process is in, in each hierarchy of cgroup v1. */
export function ownFolders(): string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map(parseMount);
  return readFileSync('/proc/self/cgroup', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, controllers, ...rest] = line.split(':');
      if (!controllers) return [];
      const mount = mounts.find((one) => one?.type === 'cgroup' && hasAll(one.options, controllers));
      if (mount === undefined) return [];
      const path = rest.join(':');
      // In a container the mount shows a part of the hierarchy, and the path begins at its top.
      const below = mount.root !== '/' && path.startsWith(mount.root) ? path.slice(mount.root.length) : path;
      return [posix.join(mount.at, below)];
    });
}

function hasAll(options: string, controllers: string): boolean {
  const set = options.split(',');
  return controllers.split(',').every((controller) => set.includes(controller));
}

/** A line of mountinfo, see proc(5): `id parent device ROOT AT … - TYPE source OPTIONS`. */
function parseMount(line: string): { root: string; at: string; type: string; options: string } | undefined {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, at] = before.split(' ');
  const [type, , options = ''] = after.split(' ');
  return root && at && type ? { root, at, type, options } : undefined;
}
