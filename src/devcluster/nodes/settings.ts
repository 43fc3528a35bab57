import { stringify } from 'yaml';
import type { ClusterNode } from '../arguments.ts';
import { podsOf } from './addresses.ts';

/** Where a node's own folder is seen inside the node. */
export const inside = '/run/node';

/** The image of the container that holds a pod's namespaces. */
export const pauseImage = 'capstan.dev/pause:1';

/** containerd's, in TOML. */
export function containerdSettings(options: { snapshotter: string; cniPlugins: string }): string {
  return `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
oom_score = 0
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]

[grpc]
  address = "${containerdSocket}"

# By itself it would make a folder of /opt, which is this machine's.
[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd/opt"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # A container may ask for a better standing than this process is allowed to give.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${options.cniPlugins}"
    conf_dir = "${inside}/cni"

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "${options.snapshotter}"
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false

  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${inside}/registries"
`;
}

export const containerdSocket = '/run/containerd/containerd.sock';

/** How pods get addresses: a bridge per node, no masquerading between nodes. */
export function cniSettings(node: ClusterNode): string {
  const bridge = {
    type: 'bridge',
    bridge: 'cni0',
    isDefaultGateway: true,
    hairpinMode: true,
    // In memory: addresses do not outlive the pods that have them.
    ipam: { type: 'host-local', dataDir: '/run/cni', ranges: [[{ subnet: podsOf(node.address) }]] },
  };
  const ports = { type: 'portmap', capabilities: { portMappings: true } };
  return JSON.stringify({ cniVersion: '0.4.0', name: 'capstan', plugins: [bridge, ports] }, undefined, 2);
}

export function kubeletSettings(node: ClusterNode, dns: string): string {
  return stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: node.address,
    // The node's rules let nobody but the host and the node itself come this far; on the host are others than root.
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: false },
      x509: { clientCAFile: `${inside}/kubelet-client.crt` },
    },
    authorization: { mode: 'AlwaysAllow' },
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    cgroupDriver: 'cgroupfs',
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    oomScoreAdj: 0,
    clusterDNS: [dns],
    clusterDomain: 'cluster.local',
    resolvConf: `${inside}/resolv.conf`,
    serializeImagePulls: false,
    // Each node takes this machine's disk for its own: none of them may act on how full it is.
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      'memory.available': '0%',
      'nodefs.available': '0%',
      'nodefs.inodesFree': '0%',
      'imagefs.available': '0%',
    },
  });
}

export function kubeProxySettings(node: ClusterNode, pods: string): string {
  return stringify({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'iptables',
    clientConnection: { kubeconfig: `${inside}/kube-proxy.kubeconfig` },
    hostnameOverride: node.name,
    bindAddress: node.address,
    clusterCIDR: pods,
    oomScoreAdj: 0,
    // The tables of connections belong to the whole machine.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
    iptables: { minSyncPeriod: '0s' },
  });
}

/** containerd's hosts.toml for a registry whose certificate is signed by an authority of its own. */
export function registrySettings(host: string): string {
  return `server = "https://${host}"\nca = "${inside}/registries/${host}/ca.crt"\n`;
}
