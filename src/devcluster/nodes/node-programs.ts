import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError } from '../../errors/index.ts';
import { tailOf } from '../process.ts';
import { importImages } from './enter.ts';
import type { Machine } from './machine.ts';
import { writeContainerdFile } from './node-files.ts';
import { containerdSocket, inside } from './settings.ts';

const answersWithinMs = 30_000;

/** Starts what makes a machine a node: the container runtime, with the image that every pod needs, the kubelet and kube-proxy. */
export async function startNodePrograms(
  machine: Machine,
  options: { readonly dir: string; readonly pauseArchive: string },
  signal?: AbortSignal,
): Promise<void> {
  writeContainerdFile(machine.folder);
  await machine.start('containerd', ['--config', `${inside}/containerd.toml`], 'containerd');
  await machine.start(`${inside}/programs/kube-proxy`, [`--config=${inside}/kube-proxy.yaml`], 'kube-proxy');
  await containerdAnswers(machine, signal);
  await importImages(options.dir, options.pauseArchive, [machine.name], signal);
  const kubelet = [
    `--config=${inside}/kubelet.yaml`,
    `--kubeconfig=${inside}/kubelet.kubeconfig`,
    `--hostname-override=${machine.name}`,
    `--node-ip=${machine.address}`,
  ];
  await machine.start(`${inside}/programs/kubelet`, kubelet, 'kubelet');
}

async function containerdAnswers(machine: Machine, signal?: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + answersWithinMs; !(await accepts(machine.path(containerdSocket))); ) {
    signal?.throwIfAborted();
    if (Date.now() > deadline) {
      const tail = tailOf(join(machine.folder, 'containerd.log'), 10).replaceAll(/^/gm, '  ');
      throw new CapstanError('TOOL_FAILED', `containerd of node ${machine.name} does not answer\n${tail}`);
    }
    await sleep(50);
  }
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
