import { CapstanError } from '../../errors/index.ts';

const prefix = 'git://';

/**
 * `owner/name` of REPOSITORY, where `git://REMOTE` stands for the repository that a git remote names by an https or an ssh address.
 * What comes from a remote is written in small letters, as registries want it.
 * @param remotes name to address
 * @param source who asks for it
 * @throws CapstanError USAGE
 */
export function resolveRepository(
  repository: string,
  remotes: ReadonlyMap<string, string>,
  source = 'REPOSITORY',
): string {
  if (!repository.startsWith(prefix)) return repository;
  const remote = repository.slice(prefix.length);
  const address = remotes.get(remote);
  if (address === undefined) {
    const known = remotes.size === 0 ? 'git knows no remote here' : `there are: ${[...remotes.keys()].join(', ')}`;
    throw new CapstanError('USAGE', `${source} is ${repository}, and git knows no remote "${remote}"`, {
      hint: known,
    });
  }
  const path = pathOf(address);
  if (path === undefined) {
    throw new CapstanError(
      'USAGE',
      `${source} is ${repository}, and no repository can be read from ${masked(address)}`,
      {
        hint: 'an https or an ssh address is needed; or set REPOSITORY=owner/name',
      },
    );
  }
  return path.toLowerCase();
}

/**
 * Where the source lies, as an address for everybody: `https://host/owner/name`, by whichever way git gets there and without
 * credentials. Undefined for what is on this machine alone.
 */
export function sourceAddress(address: string): string | undefined {
  const path = pathOf(address);
  const { scheme, host } = partsOf(address);
  if (path === undefined || host === undefined) return undefined;
  // the port of ssh leads to no page
  const isWeb = scheme === 'http' || scheme === 'https';
  return `${scheme === 'http' ? 'http' : 'https'}://${(isWeb ? host : host.replace(/:\d+$/, '')).toLowerCase()}/${path}`;
}

/** Nested groups are kept. */
function pathOf(address: string): string | undefined {
  const path = partsOf(address)
    .path?.replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '');
  return path !== undefined && /^[\w.-]+(?:\/[\w.-]+)+$/.test(path) ? path : undefined;
}

/** Of `https://host/owner/name.git`, `ssh://git@host:22/owner/name.git` and `git@host:owner/name.git`; a password may hold an `@`. */
function partsOf(address: string): { readonly scheme?: string; readonly host?: string; readonly path?: string } {
  const url = /^(?<scheme>https?|ssh|git\+ssh):\/\/(?:[^/]*@)?(?<host>[^@/]+)\/(?<path>.+)$/.exec(address);
  const scp = /^(?:[^/\s]*@)?(?<host>[^@:/\s]+):(?!\/\/)(?<path>.+)$/.exec(address);
  return { ...(url ?? scp)?.groups };
}

/** An address may hold a password or a token, before its last `@` or in its query. */
function masked(address: string): string {
  const [, scheme = '', rest = ''] = /^(\w[\w+.-]*:\/\/)?(.*)$/s.exec(address) ?? [];
  // which of the two the sign belongs to cannot be told
  if (/[?#].*@/s.test(rest)) return `${scheme}…`;
  return scheme + rest.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '?…');
}
