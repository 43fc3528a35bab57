import { BlockList, isIP } from 'node:net';

/**
 * The proxy to the API server, or undefined: the kubeconfig's proxy-url, else HTTPS_PROXY/HTTP_PROXY unless NO_PROXY
 * names the server. As client-go does through Go's httpproxy: both spellings, never for the loopback.
 */
export function proxyFor(server: string, proxyUrl: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (proxyUrl) return proxyUrl;
  const url = new URL(server);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = env[name] || env[name.toLowerCase()];
  if (!proxy || isLoopback(host)) return undefined;
  if (isExcluded(host, url.port, env['NO_PROXY'] || env['no_proxy'] || '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  return host === 'localhost' || inList(loopback, host);
}

/** NO_PROXY: comma-separated `*`, addresses, CIDRs, names; a name stands for its subdomains too, `.name` for them alone. */
function isExcluded(host: string, port: string, noProxy: string): boolean {
  return noProxy.split(',').some((entry) => {
    const [, pattern = '', patternPort] = /^(.*?)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
    if (isIP(entry.trim()) === 6) return entry.trim() === host;
    if (pattern === '' || (patternPort !== undefined && patternPort !== port)) return false;
    if (pattern === '*' || pattern === host) return true;
    if (pattern.includes('/')) return inSubnet(pattern, host);
    const suffix = pattern.replace(/^\*?\.?/, '.');
    return host.toLowerCase().endsWith(suffix);
  });
}

function inSubnet(cidr: string, host: string): boolean {
  const [address = '', bits] = cidr.split('/');
  const family = isIP(address);
  if (family === 0 || !(Number(bits) <= (family === 4 ? 32 : 128))) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return inList(list, host);
}

function inList(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
