import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { CapstanError } from '../../errors/index.ts';
import { wordsInside } from './inside.ts';
import { pidOf } from './node-folder.ts';
import { systemPath } from './run.ts';

/**
 * The command that is a root's shell in a node that runs, or runs `command` there, for any process of this machine.
 * @throws CapstanError CLUSTER_NOT_RUNNING
 */
export function enterNode(
  dir: string,
  node: string,
  command: readonly string[] = [],
): { file: string; args: string[] } {
  return { file: 'nsenter', args: wordsInside(runningNode(dir, node), command.length === 0 ? ['/bin/bash'] : command) };
}

/**
 * Imports the images of an archive (an OCI layout, or what `docker save` writes) into nodes that run; default: all of them.
 * @throws CapstanError CLUSTER_NOT_RUNNING, FILE_UNREADABLE, TOOL_FAILED
 */
export async function importImages(
  dir: string,
  archive: string,
  nodes: readonly string[] = runningNodes(dir),
  signal?: AbortSignal,
): Promise<void> {
  await Promise.all(nodes.map((node) => importInto(node, runningNode(dir, node), archive, signal)));
}

function runningNodes(dir: string): string[] {
  return readdirSync(dir).filter((name) => pidOf(dir, name) !== undefined);
}

function runningNode(dir: string, node: string): number {
  const pid = pidOf(dir, node);
  if (pid === undefined) throw new CapstanError('CLUSTER_NOT_RUNNING', `node ${node} does not run`);
  return pid;
}

/** From a descriptor: the node does not see every folder of the host. */
function importInto(node: string, pid: number, archive: string, signal?: AbortSignal): Promise<void> {
  const input = openArchive(archive);
  return new Promise<void>((resolve, reject) => {
    const words = ['ctr', '--namespace', 'k8s.io', 'images', 'import', '-'];
    const child = spawn('nsenter', wordsInside(pid, words), {
      env: { PATH: systemPath },
      stdio: [input, 'ignore', 'pipe'],
      ...(signal === undefined ? {} : { signal }),
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    });
    child.once('error', (error) => reject(signal?.aborted ? signal.reason : error));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new CapstanError('TOOL_FAILED', `node ${node} cannot import ${archive}: ${said.trim()}`));
    });
  }).finally(() => closeSync(input));
}

function openArchive(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new CapstanError('FILE_UNREADABLE', `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
