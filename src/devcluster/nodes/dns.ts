import { Resolver } from 'node:dns/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError } from '../../errors/index.ts';
import { describeExit, ManagedProcess, tailOf } from '../process.ts';
import { freshLog } from './node-folder.ts';
import { systemPath } from './run.ts';

export interface DnsOptions {
  readonly dir: string;
  readonly program: string;
  readonly kubeconfig: string;
  /** Where it listens, at port 53. */
  readonly address: string;
}

const answersWithinMs = 20_000;

/**
 * The name server of the cluster, a process of the host: Services and pods from the API server, everything else from the
 * machine's own name servers. Resolves when it answers.
 */
export async function startDns(
  options: DnsOptions,
  onStart: (process: ManagedProcess) => void,
  signal?: AbortSignal,
): Promise<ManagedProcess> {
  const corefile = join(options.dir, 'Corefile');
  writeFileSync(corefile, corefileOf(options, nameServers(resolvConf())));
  const dns = await ManagedProcess.start({
    name: 'coredns',
    file: options.program,
    args: ['-conf', corefile],
    cwd: options.dir,
    env: { PATH: systemPath, HOME: options.dir },
    logFile: freshLog(join(options.dir, 'coredns.log')),
  });
  onStart(dns);
  await answers(dns, options.address, signal);
  return dns;
}

/** A machine without one has no name servers. */
function resolvConf(): string {
  try {
    return readFileSync('/etc/resolv.conf', 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Those that another machine could ask, too, or that are this machine's: CoreDNS asks them from here. */
export function nameServers(resolvConf: string): string[] {
  return [...resolvConf.matchAll(/^\s*nameserver\s+(\S+)/gm)].map((match) => match[1] as string).slice(0, 3);
}

function corefileOf({ address, kubeconfig }: DnsOptions, servers: readonly string[]): string {
  return `.:53 {
  bind ${address}
  errors
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    kubeconfig "${kubeconfig}"
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 5
  }
${servers.length === 0 ? '' : `  forward . ${servers.join(' ')} {\n    max_concurrent 1000\n  }\n`}  loadbalance
}
`;
}

async function answers(dns: ManagedProcess, address: string, signal?: AbortSignal): Promise<void> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([address]);
  for (const deadline = Date.now() + answersWithinMs; ; ) {
    signal?.throwIfAborted();
    try {
      await resolver.resolve4('kubernetes.default.svc.cluster.local');
      return;
    } catch {
      // it does not listen yet, or has not read the Services yet
    }
    const exit = dns.exitStatus;
    if (exit !== undefined || Date.now() > deadline) {
      const what = exit === undefined ? 'coredns does not answer' : describeExit(exit);
      throw new CapstanError('TOOL_FAILED', `${what}\n  ${tailOf(dns.logFile, 10).replaceAll('\n', '\n  ')}`, {
        hint: `does another name server listen at port 53 of ${address}?`,
      });
    }
    await sleep(100);
  }
}
