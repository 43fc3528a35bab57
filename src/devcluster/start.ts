import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditPolicy, files, type Layout } from './arguments.ts';
import { createBasics } from './bootstrap.ts';
import { ControlPlane, type ControlPlaneOptions } from './control-plane.ts';
import {
  type Credentials,
  createCredentials,
  createServiceAccountKey,
  systemUser,
  tokenFile,
  writeKubeconfig,
  writePrivate,
} from './credentials.ts';
import { reap } from './pid-file.ts';
import { freePorts } from './ports.ts';
import { type Component, clients } from './programs.ts';

/**
 * A new control plane that answers, with a node and a StorageClass. What an earlier one left running in the folder is
 * ended first. @throws CapstanError TOOL_FAILED with the end of what the program wrote
 */
export async function startControlPlane(options: ControlPlaneOptions, signal?: AbortSignal): Promise<ControlPlane> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  await reap(options.dir);
  const credentials = createCredentials();
  const layout = await layOut(options);
  writePrivate(join(layout.dir, files.tokens), tokenFile(credentials));
  writePrivate(join(layout.dir, files.serviceAccountKey), createServiceAccountKey());
  writePrivate(join(layout.dir, files.auditPolicy), auditPolicy(systemUser));
  const plane = new ControlPlane(options, layout, credentials);
  try {
    await bringUp(plane, options, credentials, signal);
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

async function layOut(options: ControlPlaneOptions): Promise<Layout> {
  const [etcdPort, etcdPeerPort, apiPort] = (await freePorts(3)) as [number, number, number];
  const stages = options.stages ?? fileURLToPath(new URL('../../test/control-plane/kwok/stages.yaml', import.meta.url));
  return { dir: options.dir, etcdPort, etcdPeerPort, apiPort, audit: options.audit ?? false, stages };
}

async function bringUp(
  plane: ControlPlane,
  options: ControlPlaneOptions,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<void> {
  const start = async (component: Component) => {
    options.onProgress?.(component);
    await plane.start(component, signal);
  };
  await start('etcd');
  await start('kube-apiserver');
  const access = { server: plane.server, certificateAuthority: readFileSync(plane.certificate, 'utf8') };
  writeKubeconfig(plane.kubeconfig, { ...access, token: credentials.adminToken });
  writeKubeconfig(join(plane.dir, files.systemKubeconfig), { ...access, token: credentials.systemToken });
  const client = plane.client();
  try {
    await createBasics(client);
  } finally {
    await client.close();
  }
  for (const component of clients) {
    if (options.components?.includes(component) ?? true) await start(component);
  }
}
