import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { hostAddress } from '../node-names.ts';
import { writeWhole } from '../write-whole.ts';
import { type NetworkPlan, networkOf } from './addresses.ts';
import { run } from './run.ts';

/** What was changed on this machine for the network of a folder, so that it can be taken back whoever has changed it. */
interface NetworkRecord {
  readonly bridge: string;
  /** The machine forwarded nothing before. */
  readonly forwardingWasOff: boolean;
  /** Rules in a firewall that would have dropped what the bridge carries. */
  readonly accepted: boolean;
}

const forwarding = '/proc/sys/net/ipv4/ip_forward';

/**
 * The bridge that nodes are plugged into, with the host's address on it, and a way out for them: what leaves the network is
 * sent as from this machine. Does nothing where the folder has it already.
 * @throws CapstanError NODES_UNSUPPORTED when something else has the address
 */
export async function openNetwork(dir: string, signal?: AbortSignal, host: string = hostAddress): Promise<void> {
  const plan = networkOf(host);
  if (isOwn(plan.bridge, dir) && holderOf(host) === plan.bridge) return;
  await closeNetwork(dir);
  if (ownerOf(plan.bridge) !== undefined) await takeOver(plan);
  const holder = holderOf(host);
  if (holder !== undefined) throw taken(plan, `interface ${holder}`);
  const record = {
    bridge: plan.bridge,
    forwardingWasOff: readFileSync(forwarding, 'utf8').trim() === '0',
    accepted: await mayDrop(signal),
  };
  // Before the changes: what a kill interrupts is found again.
  writeWhole(recordOf(dir), JSON.stringify(record));
  try {
    await raise(plan, record, dir, signal);
  } catch (error) {
    await closeNetwork(dir);
    throw error;
  }
}

/** Takes everything back; false when there was nothing to take back. */
export async function closeNetwork(dir: string): Promise<boolean> {
  if (!existsSync(recordOf(dir))) return false;
  const record = readRecord(dir) ?? recordOfLost(dir);
  if (record !== undefined) await takeBack(record, dir);
  rmSync(recordOf(dir), { force: true });
  return true;
}

/** The bridge last: while it is there, whoever comes next finds the rest. */
async function takeBack({ bridge, forwardingWasOff }: NetworkRecord, dir: string): Promise<void> {
  const owner = ownerOf(bridge);
  if (owner !== undefined && !isOwn(bridge, dir)) return; // another cluster has it now, with all that belongs to it
  const hadTable = await removeRules(bridge);
  // Where neither is left the machine has been started since, and what it forwards is not our doing any more.
  const isOurDoing = forwardingWasOff && (owner !== undefined || hadTable);
  if (isOurDoing && !hasOtherBridge(bridge)) writeFileSync(forwarding, '0');
  await run('ip', ['link', 'del', bridge], tolerant);
}

/** A container engine that came meanwhile found forwarding on, and relies on it. */
function hasOtherBridge(bridge: string): boolean {
  return readdirSync('/sys/class/net').some((name) => name !== bridge && existsSync(`/sys/class/net/${name}/bridge`));
}

/** A record that cannot be read is of the bridge that says so; what the machine forwarded before nobody knows. */
function recordOfLost(dir: string): NetworkRecord | undefined {
  const bridge = readdirSync('/sys/class/net').find((name) => ownerOf(name) === aliasOf(dir));
  return bridge === undefined ? undefined : { bridge, forwardingWasOff: false, accepted: true };
}

const tolerant = { mayFail: true };
const longestAlias = 255;

/** The folder that a bridge is of; empty when nobody has said so, undefined when there is no bridge. */
function ownerOf(bridge: string): string | undefined {
  try {
    return readFileSync(`/sys/class/net/${bridge}/ifalias`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** One without an owner is one whose making was interrupted. */
function isOwn(bridge: string, dir: string): boolean {
  const owner = ownerOf(bridge);
  return owner === aliasOf(dir) || (owner === '' && readRecord(dir)?.bridge === bridge);
}

function aliasOf(dir: string): string {
  return dir.slice(0, longestAlias);
}

/** A bridge whose folder somebody has removed belongs to nobody any more. */
async function takeOver(plan: NetworkPlan): Promise<void> {
  const owner = ownerOf(plan.bridge) ?? '';
  const isAbandoned = owner !== '' && owner.length < longestAlias && !existsSync(recordOf(owner));
  if (!isAbandoned) throw taken(plan, owner === '' ? `interface ${plan.bridge}` : `cluster of ${owner}`);
  await removeRules(plan.bridge);
  await run('ip', ['link', 'del', plan.bridge], tolerant);
}

/** All that names the bridge, whoever made it; answers whether its table was there. */
async function removeRules(bridge: string): Promise<boolean> {
  const rules = (await run('iptables', ['-S'], tolerant))
    .split('\n')
    .filter((rule) => rule.split(' ').includes(bridge));
  for (const rule of rules) await run('iptables', rule.replace(/^-A/, '-D').split(' '), tolerant);
  const tables = await run('nft', ['list', 'tables', 'ip'], tolerant);
  const hasTable = tables.split('\n').includes(`table ip ${bridge}`);
  if (hasTable) await run('nft', ['delete', 'table', 'ip', bridge], tolerant);
  return hasTable;
}

async function raise(plan: NetworkPlan, record: NetworkRecord, dir: string, signal?: AbortSignal): Promise<void> {
  const { bridge, host } = plan;
  await run('ip', ['link', 'add', bridge, 'type', 'bridge'], {}, signal);
  // Says to others whose it is.
  await run('ip', ['link', 'set', bridge, 'alias', aliasOf(dir)], {}, signal);
  await run('ip', ['addr', 'add', `${host}/24`, 'dev', bridge], {}, signal);
  await run('ip', ['link', 'set', bridge, 'up'], {}, signal);
  await run('nft', ['-f', '-'], { input: masquerade(plan) }, signal);
  if (record.accepted) for (const rule of acceptRules(bridge)) await run('iptables', ['-I', ...rule], {}, signal);
  if (record.forwardingWasOff) writeFileSync(forwarding, '1');
  // Without it answers of a pod on the same node go round the rules of its Services.
  if (!existsSync('/proc/sys/net/bridge')) await run('modprobe', ['br_netfilter'], tolerant, signal);
}

/** A table of our own: deleting it leaves nothing behind. */
function masquerade({ bridge, nodes, pods }: NetworkPlan): string {
  const own = `{ ${nodes}, ${pods} }`;
  return `table ip ${bridge} {
  chain leave {
    type nat hook postrouting priority srcnat;
    ip saddr ${own} ip daddr != ${own} oifname != "${bridge}" masquerade
  }
}
`;
}

/** Where a container engine or a firewall drops what is not its own, it drops what nodes send to each other or to the host, too. */
async function mayDrop(signal?: AbortSignal): Promise<boolean> {
  const rules = (await run('iptables', ['-S'], {}, signal)).match(/^-[PA] (INPUT|FORWARD) .*/gm) ?? [];
  return rules.some((rule) => !/^-P \w+ ACCEPT$/.test(rule));
}

function acceptRules(bridge: string): string[][] {
  const ways = [
    ['INPUT', '-i'],
    ['FORWARD', '-i'],
    ['FORWARD', '-o'],
  ];
  return ways.map((way) => [...way, bridge, '-j', 'ACCEPT']);
}

function holderOf(address: string): string | undefined {
  return Object.entries(networkInterfaces()).find(([, list]) => list?.some((own) => own.address === address))?.[0];
}

function taken(plan: NetworkPlan, holder: string): CapstanError {
  return new CapstanError('NODES_UNSUPPORTED', `the network ${plan.nodes} of the nodes is taken by the ${holder}`, {
    hint: 'destroy that cluster first, or use --nodes simulated',
  });
}

function recordOf(dir: string): string {
  return join(dir, 'network.json');
}

/** Undefined where there is none, and for one that says nothing. */
function readRecord(dir: string): NetworkRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(recordOf(dir), 'utf8')) as Partial<NetworkRecord> | null;
    return typeof record?.bridge === 'string' ? (record as NetworkRecord) : undefined;
  } catch {
    return undefined; // absent, or written by halves
  }
}
