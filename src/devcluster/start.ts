import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditPolicy, files, type Layout, soleNode } from './arguments.ts';
import { createBasics } from './bootstrap.ts';
import { ControlPlane, type ControlPlaneOptions } from './control-plane.ts';
import { type Credentials, systemUser, tokenFile, writeKubeconfig, writePrivate } from './credentials.ts';
import { createKept, type Kept, takeUp } from './kept.ts';
import { writeKeyPair } from './key-pair.ts';
import { reap } from './pid-file.ts';
import { portTaken } from './port-holder.ts';
import { canListen } from './ports.ts';
import { type Component, clients } from './programs.ts';

const renewBeforeMs = 30 * 24 * 3_600_000;

/**
 * A control plane that answers: new and with nothing kept, or with `keep` the same as the last one of the folder. What an
 * earlier one left running there is ended first.
 * @throws CapstanError TOOL_FAILED with the end of what the program wrote, LISTEN_FAILED, STATE_INVALID
 */
export async function startControlPlane(options: ControlPlaneOptions, signal?: AbortSignal): Promise<ControlPlane> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  await reap(options.dir);
  const kubelets = (options.kubelets ?? []).map(({ name }) => name);
  const kept = await (options.keep === true ? takeUp(options.dir, kubelets) : createKept(kubelets));
  const layout = layOut(options, kept);
  await checkPorts(layout);
  writePrivate(join(layout.dir, files.tokens), tokenFile(kept.credentials));
  writePrivate(join(layout.dir, files.serviceAccountKey), kept.serviceAccountKey);
  writePrivate(join(layout.dir, files.auditPolicy), auditPolicy(systemUser));
  const now = new Date();
  writeKeyPair(layout.dir, files.etcd, now);
  if (layout.hasKubelets) writeKeyPair(layout.dir, files.kubeletClient, now);
  forgetOldCertificate(join(layout.dir, files.certificates), now);
  const plane = new ControlPlane(options, layout, kept.credentials);
  try {
    await bringUp(plane, options, layout, kept.credentials, signal);
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

function layOut(options: ControlPlaneOptions, { ports }: Kept): Layout {
  return {
    dir: options.dir,
    address: options.address ?? '127.0.0.1',
    etcdPort: ports.etcd,
    etcdPeerPort: ports.etcdPeer,
    apiPort: ports.api,
    audit: options.audit ?? false,
    keep: options.keep ?? false,
    hasKubelets: options.kubelets !== undefined,
    nodes: options.kubelets ?? options.nodes ?? [soleNode],
    stages: options.stages ?? fileURLToPath(new URL('../../test/control-plane/kwok/stages.yaml', import.meta.url)),
  };
}

/** The API server makes itself a certificate for a year where it finds none. */
function forgetOldCertificate(dir: string, now: Date): void {
  const path = join(dir, 'apiserver.crt');
  if (existsSync(path) && lastsUntil(path) > now.getTime() + renewBeforeMs) return;
  for (const name of ['apiserver.crt', 'apiserver.key']) rmSync(join(dir, name), { force: true });
}

function lastsUntil(path: string): number {
  try {
    return Date.parse(new X509Certificate(readFileSync(path)).validTo);
  } catch {
    return 0; // half written
  }
}

async function checkPorts({ address, etcdPort, etcdPeerPort, apiPort }: Layout): Promise<void> {
  for (const [port, host] of [
    [etcdPort, '127.0.0.1'],
    [etcdPeerPort, '127.0.0.1'],
    [apiPort, address],
  ] as const) {
    if (!(await canListen(port, host))) throw portTaken(port, host);
  }
}

async function bringUp(
  plane: ControlPlane,
  options: ControlPlaneOptions,
  layout: Layout,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<void> {
  const start = async (component: Component) => {
    options.onProgress?.(component);
    await plane.start(component, signal);
  };
  await start('etcd');
  await start('kube-apiserver');
  writeKubeconfigs(plane, layout, credentials);
  if (!layout.hasKubelets) {
    const client = plane.client();
    try {
      await createBasics(client, layout.nodes);
    } finally {
      await client.close();
    }
  }
  for (const component of clients) {
    if (component === 'kwok' && layout.hasKubelets) continue;
    if (options.components?.includes(component) ?? true) await start(component);
  }
}

function writeKubeconfigs(plane: ControlPlane, layout: Layout, credentials: Credentials): void {
  const access = { server: plane.server, certificateAuthority: readFileSync(plane.certificate, 'utf8') };
  writeKubeconfig(plane.kubeconfig, { ...access, token: credentials.adminToken });
  writeKubeconfig(plane.systemKubeconfig, { ...access, token: credentials.systemToken });
  if (!layout.hasKubelets) return;
  writeKubeconfig(plane.kubeProxyKubeconfig, { ...access, token: credentials.kubeProxyToken });
  for (const { name } of layout.nodes) {
    writeKubeconfig(plane.kubeletKubeconfig(name), { ...access, token: credentials.kubelets[name] as string });
  }
}
