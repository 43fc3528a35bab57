import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Cluster } from '../../src/cluster/index.ts';
import { tryLock, unlock } from '../../src/devcluster/index.ts';
import { type NamedImage, writeArchive } from '../../src/image/index.ts';
import { clusterOf } from '../support/cluster.ts';
import { kubectl } from '../support/kubectl.ts';
import { scratchFolder } from '../support/scratch.ts';
import { cacheFolder } from './cache-folder.ts';

const checkout = new URL('../../', import.meta.url).pathname;

/** A cluster with one real node, started by the commands that a person has for it. */
export interface World extends AsyncDisposable {
  readonly cluster: Cluster;
  /** Of the cluster, as the node names it: ADDRESS:30005. */
  readonly registry: string;
  /** Puts images on the node under the names that they have. */
  load(images: readonly NamedImage[]): Promise<void>;
  kubectl(...words: readonly string[]): Promise<string>;
  /** The program of this checkout, by a person whose home folder knows the cluster. */
  capstan(...words: readonly string[]): Promise<string>;
}

/** One folder for all runs: what one left that was killed, the next one finds and removes. */
const folder = join(cacheFolder, 'e2e');
const lock = join(folder, 'lock');

/** @throws Error while another run has its world */
export async function startWorld(): Promise<World> {
  const holder = tryLock(lock);
  if (holder !== undefined) throw new Error(`process ${holder.pid} has the real node: ${holder.command}`);
  const dir = join(folder, 'cluster');
  const env = { ...process.env, HOME: join(folder, 'home'), XDG_CACHE_HOME: dirname(cacheFolder) };
  const program = (...words: readonly string[]) => capstan(words, env);
  const end = async () => {
    await program('dev', 'destroy', '-f', '--dir', dir);
    for (const path of [dir, env.HOME]) rmSync(path, { recursive: true, force: true });
  };
  await end();
  const said = await program('dev', 'up', '--nodes', 'real', '--count', '1', '--dir', dir);
  const [, kubeconfig] = /^export KUBECONFIG=(\S+)$/m.exec(said) ?? [];
  if (kubeconfig === undefined) throw new Error(`dev up names no kubeconfig:\n${said}`);
  const cluster = clusterOf(kubeconfig);
  return {
    cluster,
    registry: `${await addressOfNode(cluster)}:30005`,
    load: async (images) => {
      const archive = join(scratchFolder(), 'images.tar');
      await writeArchive(archive, images);
      await program('dev', 'load', archive, '--dir', dir);
      rmSync(archive);
    },
    kubectl: (...words) => kubectl(kubeconfig, ...words),
    capstan: program,
    [Symbol.asyncDispose]: async () => {
      await cluster.close();
      await end();
      unlock(lock);
    },
  };
}

async function addressOfNode(cluster: Cluster): Promise<string> {
  const [node] = (await cluster.list({ gvk: { group: '', version: 'v1', kind: 'Node' } })).items;
  const { addresses = [] } = (node?.['status'] ?? {}) as { addresses?: { type: string; address: string }[] };
  const address = addresses.find(({ type }) => type === 'InternalIP')?.address;
  if (address === undefined) throw new Error('the node has no address');
  return address;
}

/** Runs the program of this checkout. @returns its standard output @throws Error with its words when it fails */
export async function capstan(words: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const child = spawn(process.execPath, [join(checkout, 'src/cli/main.ts'), ...words], {
    cwd: checkout,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const [output, errors, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`capstan ${words.join(' ')} ended with ${code ?? signal}:\n${errors}${output}`);
  return output;
}
