import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import type { ClusterNode } from '../arguments.ts';
import type { ControlPlane } from '../control-plane.ts';
import { describeExit, tailOf } from '../process.ts';
import type { Binaries } from '../programs.ts';
import { createBasics } from './basics.ts';
import { clusterByToken } from './connection.ts';
import { startDns } from './dns.ts';
import { Machine } from './machine.ts';
import { openNetwork } from './network.ts';
import { type Registry, writeNodeFiles } from './node-files.ts';
import { folderOf } from './node-folder.ts';
import { startNodePrograms } from './node-programs.ts';
import { pauseArchive } from './pause-image.ts';
import { plug } from './plug.ts';
import { RealNodes } from './real-nodes.ts';
import { VolumeProvisioner } from './volumes.ts';

/** What nodes need of the pinned programs. */
export const nodePrograms = ['kubelet', 'kube-proxy', 'coredns', 'pause'] as const;

export interface NodesOptions {
  /** Everything they write goes here; must be their own. */
  readonly dir: string;
  /** Listens at an address that `openNetwork` has brought up, and has accounts for the nodes. */
  readonly plane: Pick<
    ControlPlane,
    'server' | 'systemKubeconfig' | 'kubeProxyKubeconfig' | 'kubeletKubeconfig' | 'kubeletClientCertificate'
  >;
  /** With those of `nodePrograms`. */
  readonly binaries: Binaries;
  readonly nodes: readonly ClusterNode[];
  readonly registry?: Registry;
  readonly onProgress?: (what: string) => void;
}

const readyWithinMs = 120_000;

/**
 * Starts nodes of a control plane that run containers, and waits until each is Ready. Folders of an earlier start are taken
 * up: images and volumes are still there. @throws CapstanError TOOL_FAILED, TOOL_MISSING, NODES_UNSUPPORTED
 */
export async function startRealNodes(options: NodesOptions, signal?: AbortSignal): Promise<RealNodes> {
  const { dir, nodes, plane } = options;
  const programs = programsOf(options.binaries);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const host = new URL(plane.server).hostname;
  await openNetwork(dir, signal, host);
  const running = new RealNodes(dir, nodes);
  const wanted = signal === undefined ? running.ending : AbortSignal.any([signal, running.ending]);
  let parts: Promise<unknown>[] = [];
  try {
    const cluster = clusterByToken(plane.systemKubeconfig);
    running.addCluster(cluster);
    options.onProgress?.('image of pods');
    const archive = await pauseArchive(dir, programs.pause, wanted);
    options.onProgress?.('nodes, name server, volumes');
    const dns = { dir, program: programs.coredns, kubeconfig: plane.systemKubeconfig, address: host };
    const means = { programs: [programs.kubelet, programs['kube-proxy']], archive, host, cluster };
    const volumes = new VolumeProvisioner(cluster, join(dir, 'volumes'), running.ending);
    parts = [
      startDns(dns, (process) => running.addDns(process), wanted),
      createBasics(cluster, { address: host }, wanted).then(() => volumes.start()),
      ...nodes.map((node) => startNode(node, running, options, means, wanted)),
    ];
    await Promise.all(parts);
    return running;
  } catch (error) {
    running.end();
    await Promise.allSettled(parts);
    await running.stop();
    throw error;
  }
}

interface Means {
  readonly programs: readonly string[];
  readonly archive: string;
  readonly host: string;
  readonly cluster: Cluster;
}

async function startNode(
  node: ClusterNode,
  running: RealNodes,
  { dir, nodes, plane, registry, onProgress }: NodesOptions,
  means: Means,
  signal?: AbortSignal,
): Promise<void> {
  writeNodeFiles(folderOf(dir, node.name), node, {
    nodes,
    host: means.host,
    kubelet: { kubeconfig: plane.kubeletKubeconfig(node.name), client: plane.kubeletClientCertificate },
    kubeProxy: { kubeconfig: plane.kubeProxyKubeconfig },
    ...(registry === undefined ? {} : { registry }),
  });
  const machine = await Machine.boot(node, dir, means.programs, (shell) => running.keep(shell), signal);
  running.addMachine(machine);
  await plug(machine, nodes, means.host, signal);
  await startNodePrograms(machine, { dir, pauseArchive: means.archive }, signal);
  await isReady(machine, means.cluster, signal);
  onProgress?.(`node ${node.name} is ready`);
}

interface NodeStatus {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly lastHeartbeatTime?: string;
  }[];
}

/** Of a node that is known from an earlier start only what it has said since counts. */
async function isReady(machine: Machine, cluster: Cluster, signal?: AbortSignal): Promise<void> {
  const ref = { group: '', version: 'v1', kind: 'Node', namespace: '', name: machine.name };
  const since = Date.now() - 1_000; // the API counts in whole seconds
  for (const deadline = Date.now() + readyWithinMs; ; ) {
    signal?.throwIfAborted();
    const status = (await cluster.get(ref, signal))?.['status'] as NodeStatus | undefined;
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    if (ready?.status === 'True' && Date.parse(ready.lastHeartbeatTime ?? '') >= since) return;
    const { failure } = machine;
    if (failure !== undefined) throw notReady(machine, describeExit(failure.exit), failure.logFile);
    if (Date.now() > deadline) throw notReady(machine, 'the kubelet says so', join(machine.folder, 'kubelet.log'));
    await sleep(100);
  }
}

function notReady(machine: Machine, why: string, logFile: string): CapstanError {
  const tail = tailOf(logFile, 10).replaceAll(/^/gm, '  ');
  return new CapstanError('TOOL_FAILED', `node ${machine.name} does not become Ready: ${why}\n${tail}`, {
    hint: `the logs of its programs are in ${machine.folder}`,
  });
}

function programsOf(binaries: Binaries): Record<(typeof nodePrograms)[number], string> {
  const missing = nodePrograms.find((name) => binaries[name] === undefined);
  if (missing !== undefined) throw new CapstanError('TOOL_MISSING', `no ${missing} program is known`);
  return binaries as Record<(typeof nodePrograms)[number], string>;
}
