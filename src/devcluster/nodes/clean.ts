import { existsSync, readdirSync } from 'node:fs';
import { reap } from '../pid-file.ts';
import { signalProcess } from '../process.ts';
import { removeCgroups } from './cgroups.ts';
import { closeNetwork } from './network.ts';
import { pidOf } from './node-folder.ts';

/**
 * Ends and takes back whatever a killed process left of the nodes of a folder: processes, control groups, the bridge, rules.
 * What the nodes have stored stays. Answers what there was, for people; empty when there was nothing.
 */
export async function cleanNodes(dir: string): Promise<string[]> {
  if (!existsSync(dir)) return [];
  const ended = await reap(dir);
  for (const node of readdirSync(dir)) {
    const pid = pidOf(dir, node);
    if (pid !== undefined) signalProcess(pid, 'SIGKILL'); // its starter died before it was noted
  }
  const groups = await removeCgroups(dir);
  const network = await closeNetwork(dir);
  return [...ended, ...groups, ...(network ? ['the network of the nodes'] : [])];
}
