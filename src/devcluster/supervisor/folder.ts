import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';

/** Where everything of one cluster is. */
export interface ClusterFolder {
  readonly dir: string;
  readonly kubeconfig: string;
  /** What another machine's kubelet would join with. */
  readonly joinData: string;
  readonly settings: string;
  readonly state: string;
  readonly lock: string;
  /** What the supervisor writes. */
  readonly log: string;
  readonly controlPlane: string;
  readonly registry: string;
  readonly nodes: string;
  /** Of the registry: those who trust its authority need not do so again for a new cluster. */
  readonly certificates: string;
}

/** @param dir absolute */
export function clusterFolder(dir: string): ClusterFolder {
  const isInDevCluster = basename(dirname(dir)) === 'dev-cluster';
  return {
    dir,
    kubeconfig: join(dir, 'kubeconfig', 'kubeconfig'),
    joinData: join(dir, 'kubeadm'),
    settings: join(dir, 'settings.json'),
    state: join(dir, 'state.json'),
    lock: join(dir, 'lock'),
    log: join(dir, 'supervisor.log'),
    controlPlane: join(dir, 'control-plane'),
    registry: join(dir, 'registry'),
    nodes: join(dir, 'nodes'),
    certificates: isInDevCluster ? join(dirname(dir), 'docker-certs') : join(dir, 'docker-certs'),
  };
}

/** What a supervisor writes its own user alone can read. @throws CapstanError STATE_INVALID */
export function checkOwner({ dir, lock, state }: ClusterFolder): void {
  for (const path of [lock, state]) {
    try {
      accessSync(path, constants.R_OK);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EACCES') continue; // not there: nobody has started it
      throw new CapstanError('STATE_INVALID', `the cluster of ${dir} is another user's`, {
        cause,
        hint: 'run the command as the user who started it',
      });
    }
  }
}

/** What `destroy` removes: nothing else of a folder that a person chose, and not the certificates. */
export function ownEntries(folder: ClusterFolder): readonly string[] {
  const { kubeconfig, joinData, settings, state, lock, log, controlPlane, registry, nodes } = folder;
  const whole = [settings, state, lock, joinData];
  return [dirname(kubeconfig), log, controlPlane, registry, nodes, ...whole, ...drafts(folder.dir, whole)];
}

/** What a process that was killed left of the files that are written beside and renamed. */
function drafts(dir: string, whole: readonly string[]): string[] {
  const names = existsSync(dir) ? readdirSync(dir) : [];
  return names
    .filter((name) => whole.some((path) => name.startsWith(`${basename(path)}.`)))
    .filter((name) => /\.(turn|(turn\.)?(draft|stale)\.\d+)$/.test(name))
    .map((name) => join(dir, name));
}
