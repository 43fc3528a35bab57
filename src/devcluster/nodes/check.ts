import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { systemPath } from './run.ts';

/** Programs of the system that nodes consist of, and the Debian package of each. */
const programs = {
  containerd: 'containerd',
  ctr: 'containerd',
  'containerd-shim-runc-v2': 'containerd',
  runc: 'runc',
  iptables: 'iptables',
  nft: 'nftables',
  conntrack: 'conntrack',
  ip: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  mount: 'mount',
} as const;

interface Places {
  /** Folders of programs, as PATH has them. */
  readonly path: string;
  /** Folders that may have the CNI plugins. */
  readonly plugins: readonly string[];
}

const system: Places = { path: systemPath, plugins: ['/usr/lib/cni', '/opt/cni/bin', '/usr/libexec/cni'] };
const plugins = ['bridge', 'host-local', 'loopback', 'portmap'];

/** What this machine lacks for real nodes, a sentence each; empty: they can be started. */
export async function checkRealNodes(places: Places = system): Promise<string[]> {
  if (process.platform !== 'linux') return [`real nodes need Linux, this is ${process.platform}`];
  const missing = Object.entries(programs).filter(([program]) => !isInstalled(program, places.path));
  const packages = new Set<string>(missing.map(([, name]) => name));
  if (findPlugins(places.plugins) === undefined) packages.add('containernetworking-plugins');
  return [
    ...(process.getuid?.() === 0 ? [] : ['real nodes need root']),
    ...(packages.size === 0 ? [] : [lacking([...packages])]),
    ...missingCapabilities(),
    ...missingFeatures(),
  ];
}

function lacking(packages: readonly string[]): string {
  return `these packages are not installed: ${packages.join(', ')} (apt-get install ${packages.join(' ')})`;
}

/** The folder of the CNI plugins. */
export function findPlugins(folders: readonly string[] = system.plugins): string | undefined {
  return folders.find((folder) => plugins.every((plugin) => existsSync(join(folder, plugin))));
}

function isInstalled(program: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Bits of capabilities(7) without which no node comes up, even for root: a container engine takes them away. */
const capabilities = { CAP_NET_ADMIN: 12, CAP_SYS_ADMIN: 21, CAP_MKNOD: 27 };

function missingCapabilities(): string[] {
  const effective = BigInt(`0x${/^CapEff:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`);
  const lost = Object.entries(capabilities).filter(([, bit]) => ((effective >> BigInt(bit)) & 1n) === 0n);
  return lost.length === 0 || process.getuid?.() !== 0
    ? []
    : [
        `this process may not use ${lost.map(([name]) => name).join(', ')}: is it in a container that is not privileged?`,
      ];
}

function missingFeatures(): string[] {
  const namespaces = ['net', 'mnt', 'pid', 'uts', 'ipc', 'cgroup'].filter(
    (name) => !existsSync(`/proc/self/ns/${name}`),
  );
  const hasGroups = existsSync('/sys/fs/cgroup') && readdirSync('/sys/fs/cgroup').length > 0;
  return [
    ...(namespaces.length === 0 ? [] : [`the kernel has no namespaces of the kinds ${namespaces.join(', ')}`]),
    ...(hasGroups ? [] : ['no control groups are mounted at /sys/fs/cgroup']),
  ];
}
