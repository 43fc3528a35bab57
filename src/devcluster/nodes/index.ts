/**
 * Nodes that run containers: each a machine made of namespaces of this one, with containerd, a kubelet and kube-proxy of its
 * own, plugged into a bridge that the host is on, too. Needs root on Linux and a few packages (`checkRealNodes`).
 *
 * A node is one process tree: when its first process ends, its processes, mounts and interfaces are gone. What Kubernetes'
 * programs know by heart (/var/lib/kubelet, /run/containerd …) is mounted over inside of it with folders of its own. Outside
 * remain a bridge, two firewall entries and control groups, each noted in the folder before it is made, so that `stop`, a later
 * start and `cleanNodes` find them after whatever end. Nothing is written outside of the folder.
 *
 * Order: checkRealNodes, cleanNodes, openNetwork (the API server listens on the bridge), a control plane, startRealNodes.
 */
export { checkRealNodes } from './check.ts';
export { cleanNodes } from './clean.ts';
export { enterNode, importImages } from './enter.ts';
export { openNetwork } from './network.ts';
export type { Registry } from './node-files.ts';
export type { RealNodes } from './real-nodes.ts';
export { type NodesOptions, nodePrograms, startRealNodes } from './start.ts';
