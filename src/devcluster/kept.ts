import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CapstanError, messageOf } from '../errors/index.ts';
import { files } from './arguments.ts';
import { type Credentials, createCredentials, createServiceAccountKey } from './credentials.ts';
import { freePorts } from './ports.ts';
import { writeWhole } from './write-whole.ts';

/** What makes a control plane the same one when it starts again, besides etcd's data. */
export interface Kept {
  readonly ports: { readonly etcd: number; readonly etcdPeer: number; readonly api: number };
  readonly credentials: Credentials;
  /** PEM. */
  readonly serviceAccountKey: string;
}

/**
 * What an earlier control plane of the folder used. A new one gets free ports and its own credentials, and etcd starts with
 * nothing: data of a control plane whose credentials are lost could not be used.
 * @throws CapstanError STATE_INVALID
 */
export async function takeUp(dir: string, nodes: readonly string[]): Promise<Kept> {
  const path = join(dir, files.kept);
  if (existsSync(path)) return withNodes(readKept(path), nodes, path);
  rmSync(join(dir, files.etcd), { recursive: true, force: true });
  const kept = await createKept(nodes);
  writeWhole(path, JSON.stringify(kept));
  return kept;
}

export async function createKept(nodes: readonly string[]): Promise<Kept> {
  const [etcd, etcdPeer, api] = (await freePorts(3)) as [number, number, number];
  return {
    ports: { etcd, etcdPeer, api },
    credentials: createCredentials(nodes),
    serviceAccountKey: createServiceAccountKey(),
  };
}

function readKept(path: string): Kept {
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as Partial<Kept> | null;
    if (kept?.ports && kept.credentials && kept.serviceAccountKey) return kept as Kept;
    throw new Error('it lacks ports, credentials or the key of the service accounts');
  } catch (error) {
    throw new CapstanError('STATE_INVALID', `${path} cannot be used: ${messageOf(error)}`, { cause: error });
  }
}

/** A node that is new gets an account; the others keep theirs. */
function withNodes(kept: Kept, nodes: readonly string[], path: string): Kept {
  const { kubelets } = kept.credentials;
  if (nodes.every((name) => kubelets[name] !== undefined)) return kept;
  const created = createCredentials(nodes);
  const credentials = { ...kept.credentials, kubelets: { ...created.kubelets, ...kubelets } };
  writeWhole(path, JSON.stringify({ ...kept, credentials }));
  return { ...kept, credentials };
}
