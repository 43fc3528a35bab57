import { mkdirSync, readFileSync } from 'node:fs';
import { CapstanError } from '../../errors/index.ts';
import type { ClusterNode } from '../arguments.ts';
import type { ControlPlane } from '../control-plane.ts';
import { gatewayOf, hostAddress, nodesOf } from '../node-names.ts';
import { portOpen } from '../ports.ts';
import { describeExit, type ProcessExit, tailOf } from '../process.ts';
import type { Binaries, Component } from '../programs.ts';
import { realNodes } from '../real-nodes.ts';
import { type RegistryCertificates, startRegistry } from '../registry.ts';
import { startControlPlane } from '../start.ts';
import { writeWhole } from '../write-whole.ts';
import { trustRegistry } from './docker-trust.ts';
import type { ClusterFolder } from './folder.ts';
import { writeJoinData } from './join-data.ts';
import { createRegistryService } from './registry-service.ts';
import type { ClusterSettings } from './settings.ts';
import { settled } from './settled.ts';
import { writeState } from './state.ts';

export interface ServeOptions {
  readonly folder: ClusterFolder;
  readonly settings: ClusterSettings;
  /** The programs, got first where they are not at hand. */
  readonly binaries: (onProgress: (step: string) => void, signal: AbortSignal) => Promise<Binaries>;
  /** kwok's Stage definitions. */
  readonly stages: string;
  /** PEM files for every address that the registry may have; made if need be. */
  readonly certificates: () => RegistryCertificates;
  /** Whose ~/.docker learns of the registry's authority. */
  readonly home: string;
}

const exposedWithinMs = 30_000;

/** What runs, and what reports that a part of it ended by itself. */
interface Running {
  readonly options: ServeOptions;
  readonly binaries: Binaries;
  readonly nodes: readonly ClusterNode[];
  /** Of this machine, as the nodes see it. */
  readonly address: string;
  readonly parts: AsyncDisposableStack;
  readonly failures: Promise<never>[];
  readonly onProgress: (step: string) => void;
  readonly signal: AbortSignal;
}

/** @returns promises that reject when a part ends by itself */
export async function startParts(
  options: ServeOptions,
  parts: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<readonly Promise<never>[]> {
  const { folder, settings } = options;
  const isReal = settings.nodes === 'real';
  const onProgress = (step: string) => writeState(folder, { phase: 'starting', step });
  const running: Running = {
    options,
    binaries: await options.binaries(onProgress, signal),
    nodes: nodesOf(settings.count),
    address: isReal ? hostAddress : '127.0.0.1',
    parts,
    failures: [],
    onProgress,
    signal,
  };
  if (isReal) await openNetworkOf(running);
  const [plane] = await both(addControlPlane(running), settings.registryPort > 0 ? addRegistry(running) : undefined);
  if (isReal) await addNodes(running, plane);
  running.onProgress('nodes');
  await settled(plane, running.nodes.length, signal);
  await writeJoinData(plane, folder.joinData);
  if (settings.registryPort > 0) await exposeRegistry(running, plane);
  writeWhole(folder.kubeconfig, readFileSync(plane.kubeconfig, 'utf8'));
  return running.failures;
}

async function openNetworkOf({ options, parts, onProgress, signal }: Running): Promise<void> {
  onProgress('network of the nodes');
  const { cleanNodes, openNetwork } = await realNodes();
  const dir = options.folder.nodes;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  await cleanNodes(dir);
  parts.defer(async () => {
    await cleanNodes(dir);
  });
  await openNetwork(dir, signal);
}

async function addRegistry({
  options,
  binaries,
  address,
  parts,
  failures,
  onProgress,
  signal,
}: Running): Promise<void> {
  onProgress('registry');
  const { folder, settings, home } = options;
  const tls = options.certificates();
  const registry = await startRegistry(
    { dir: folder.registry, program: binaries.registry as string, address, port: settings.registryPort, tls },
    signal,
  );
  parts.defer(() => registry.stop());
  failures.push(rejectAfter(registry.failed, () => registry.logFile));
  trustRegistry(home, tls.authority, settings);
}

async function addControlPlane(running: Running): Promise<ControlPlane> {
  const { options, binaries, nodes, address, parts, failures, onProgress, signal } = running;
  const { folder, settings, stages } = options;
  const kind = settings.nodes === 'real' ? { kubelets: nodes } : { nodes };
  const plane = await startControlPlane(
    { dir: folder.controlPlane, binaries, stages, address, audit: settings.audit, keep: true, ...kind, onProgress },
    signal,
  );
  parts.defer(() => plane.stop());
  failures.push(rejectAfter(plane.failed, (name) => plane.logFile(name as Component)));
  return plane;
}

async function addNodes(running: Running, plane: ControlPlane): Promise<void> {
  const { options, binaries, nodes, parts, failures, onProgress, signal } = running;
  const { folder, settings } = options;
  const { startRealNodes } = await realNodes();
  const registry = {
    host: `${gatewayOf(nodes).address}:${settings.registryPort}`,
    ca: options.certificates().authority,
  };
  const real = await startRealNodes(
    { dir: folder.nodes, plane, binaries, nodes, ...(settings.registryPort > 0 ? { registry } : {}), onProgress },
    signal,
  );
  parts.defer(() => real.stop());
  failures.push(rejectAfter(real.failed));
}

/** Like Promise.all, but nothing is under way any more when it rejects. */
async function both<A, B>(one: Promise<A>, other: Promise<B> | undefined): Promise<readonly [A, B | undefined]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}

/** As a port of every real node, too: through kube-proxy, which takes a moment to see the Service. */
async function exposeRegistry({ options, nodes, onProgress, signal }: Running, plane: ControlPlane): Promise<void> {
  const port = options.settings.registryPort;
  const isReal = options.settings.nodes === 'real';
  await createRegistryService(plane, port, isReal ? hostAddress : undefined);
  if (!isReal) return;
  onProgress('registry on the nodes');
  const { address } = gatewayOf(nodes);
  if (await portOpen(port, exposedWithinMs, address, signal)) return;
  throw new CapstanError('TOOL_FAILED', `nothing answers at ${address}:${port} after ${exposedWithinMs / 1_000} s`, {
    hint: `kube-proxy should lead there to the registry; its log is in ${options.folder.nodes}`,
  });
}

function rejectAfter(end: Promise<ProcessExit>, logFile?: (name: string) => string): Promise<never> {
  const failure = end.then((exit): never => {
    const log = logFile?.(exit.name);
    const tail = log === undefined ? '' : `\n${tailOf(log, 15).replaceAll(/^/gm, '  ')}`;
    throw new CapstanError('TOOL_FAILED', `the cluster broke: ${describeExit(exit)}${tail}`, {
      hint: 'it is stopped, and its data are kept: `capstan dev up` starts it again',
    });
  });
  failure.catch(() => {}); // whoever waits for it is told
  return failure;
}
