import { type ClusterNode, networks } from '../arguments.ts';
import { cableOf, networkOf, podsOf } from './addresses.ts';
import type { Machine } from './machine.ts';
import { run } from './run.ts';

/** Connects a node with the bridge and tells both sides which pods are where. */
export async function plug(
  machine: Machine,
  nodes: readonly ClusterNode[],
  host: string,
  signal?: AbortSignal,
): Promise<void> {
  const { bridge } = networkOf(host);
  const cable = cableOf(machine.address);
  await run(
    'ip',
    ['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(machine.pid)],
    {},
    signal,
  );
  await run('ip', ['link', 'set', cable, 'master', bridge, 'up'], {}, signal);
  const others = nodes.filter(({ name }) => name !== machine.name);
  const inNode = [
    `address add ${machine.address}/24 dev eth0`,
    'link set eth0 up',
    `route add default via ${host}`,
    ...others.map(({ address }) => `route add ${podsOf(address)} via ${address}`),
  ];
  await machine.run(['ip', '-batch', '-'], { input: `${inNode.join('\n')}\n` }, signal);
  for (const rule of [kubeletRule(host), ...serviceRules]) await machine.run(['iptables', '-A', ...rule], {}, signal);
  await run('ip', ['route', 'replace', podsOf(machine.address), 'via', machine.address, 'dev', bridge], {}, signal);
}

/** The cable goes with its other end, but the kernel takes its time over that. */
export async function unplug(machine: Machine): Promise<void> {
  await run('ip', ['link', 'del', cableOf(machine.address)], { mayFail: true });
  await run('ip', ['route', 'del', podsOf(machine.address)], { mayFail: true });
}

/** A kubelet does what anybody says: only the API server, which is on the host, and the node itself may talk to it. */
function kubeletRule(host: string): string[] {
  return ['INPUT', '!', '-i', 'lo', '!', '-s', host, '-p', 'tcp', '--dport', '10250', '-j', 'DROP'];
}

/** What no Service has taken up by now has no Service: it is refused here rather than sent out of this machine. */
const serviceRules = ['FORWARD', 'OUTPUT'].map((chain) => [chain, '-d', networks.services, '-j', 'REJECT']);
