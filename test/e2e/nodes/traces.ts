import { execFileSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Everything of this machine that a node could leave behind, one line each. */
export function traces(): ReadonlySet<string> {
  return new Set([
    ...processes(),
    ...readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => `mount ${line.split(' ').slice(3).join(' ')}`),
    ...readdirSync('/sys/class/net').map((name) => `interface ${name}`),
    ...lines('ip', 'route').map((line) => `route ${line}`),
    ...lines('ip', 'netns').map((line) => `network namespace ${line}`),
    ...lines('iptables-save')
      .filter((line) => !line.startsWith('#'))
      .map((line) => `rule ${line.replace(/\[\d+:\d+\]/, '')}`),
    ...lines('nft', 'list', 'ruleset').map((line) => `firewall ${line.replace(/ counter packets \d+ bytes \d+/, '')}`),
    ...globSync('/sys/fs/cgroup/**/{capstan-*,kubepods*}').map((path) => `cgroup ${path}`),
    ...folders.flatMap((folder) => entriesOf(folder)).map((path) => `file ${path}`),
    ...settings.map((name) => `setting ${name} ${readFileSync(`/proc/sys/${name}`, 'utf8').trim()}`),
  ]);
}

/** Where Kubernetes' programs write when nobody stops them. */
const folders = ['/run', '/run/netns', '/var/lib', '/var/log', '/etc', '/etc/cni', '/opt', '/opt/cni', '/var/lib/cni'];

/** What a kubelet, kube-proxy or a bridge changes for the whole machine. */
const settings = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/hostname',
  'net/ipv4/ip_forward',
  'net/netfilter/nf_conntrack_max',
];

/** Those of nodes are in other namespaces than this one, or are named after what they are. */
function processes(): string[] {
  const own = namespaces('self');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const command = commandOf(pid);
      const theirs = namespaces(pid);
      const isApart = theirs !== undefined && theirs !== own;
      const isOfNodes = /(^|\/)(kubelet|kube-proxy|containerd\S*|coredns|unshare|nsenter|pause)\0/.test(command);
      return command !== '' && (isApart || isOfNodes) ? [`process ${pid} ${command.replaceAll('\0', ' ')}`] : [];
    });
}

/** Undefined when the process has ended. */
function namespaces(pid: string): string | undefined {
  const links = ['net', 'mnt', 'pid'].map((kind) => orEmpty(() => readlinkSync(`/proc/${pid}/ns/${kind}`)));
  return links.includes('') ? undefined : links.join();
}

function commandOf(pid: string): string {
  return orEmpty(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return ''; // the process has ended
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => `${folder}/${name}`);
  } catch {
    return []; // not there
  }
}

function lines(file: string, ...args: readonly string[]): string[] {
  return execFileSync(file, args, { encoding: 'utf8' }).split('\n').filter(Boolean);
}
