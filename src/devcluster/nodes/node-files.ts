import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClusterNode } from '../arguments.ts';
import { networkOf } from './addresses.ts';
import { findPlugins } from './check.ts';
import { cniSettings, containerdSettings, kubeletSettings, kubeProxySettings, registrySettings } from './settings.ts';

export interface Registry {
  /** HOST:PORT that images are named by. */
  readonly host: string;
  /** Path of the PEM with its authority. */
  readonly ca: string;
}

export interface NodeFilesOptions {
  readonly nodes: readonly ClusterNode[];
  /** The host's address on the network of the nodes, where the name server is. */
  readonly host: string;
  /** `client` is the certificate of whom it obeys. */
  readonly kubelet: { readonly kubeconfig: string; readonly client: string };
  readonly kubeProxy: { readonly kubeconfig: string };
  readonly registry?: Registry;
}

/** What a node's programs read, written anew at each start; only root may read it. */
export function writeNodeFiles(folder: string, node: ClusterNode, options: NodeFilesOptions): void {
  const { nodes, host, registry } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write('resolv.conf', `nameserver ${host}\n`);
  const known = nodes.map(({ name, address }) => `${address} ${name}\n`);
  write('hosts', `127.0.0.1 localhost\n::1 localhost\n${known.join('')}`);
  write('cni/10-capstan.conflist', cniSettings(node));
  write('kubelet.yaml', kubeletSettings(node, host));
  write('kube-proxy.yaml', kubeProxySettings(node, networkOf(host).pods));
  copyFileSync(options.kubelet.kubeconfig, join(folder, 'kubelet.kubeconfig'));
  copyFileSync(options.kubelet.client, join(folder, 'kubelet-client.crt'));
  copyFileSync(options.kubeProxy.kubeconfig, join(folder, 'kube-proxy.kubeconfig'));
  rmSync(join(folder, 'registries'), { recursive: true, force: true });
  if (registry === undefined) return;
  for (const name of namesOf(registry, options)) {
    write(`registries/${name}/hosts.toml`, registrySettings(name));
    copyFileSync(registry.ca, join(folder, `registries/${name}/ca.crt`));
  }
}

/** After the node is up, which has found out what its file system is good for. */
export function writeContainerdFile(folder: string): void {
  const snapshotter = readFileSync(join(folder, 'snapshotter'), 'utf8').trim();
  const cniPlugins = findPlugins() ?? '/opt/cni/bin';
  writeFileSync(join(folder, 'containerd.toml'), containerdSettings({ snapshotter, cniPlugins }));
}

/** The registry answers at its port of every node, and of the host. */
function namesOf(registry: Registry, { host, nodes }: NodeFilesOptions): string[] {
  const port = registry.host.slice(registry.host.lastIndexOf(':') + 1);
  const addresses = [host, ...nodes.map(({ address }) => address)];
  return [...new Set([registry.host, ...addresses.map((address) => `${address}:${port}`)])];
}
