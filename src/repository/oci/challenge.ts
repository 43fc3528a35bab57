/** A registry's answer to a request without the right credentials: RFC 9110's WWW-Authenticate, as far as registries use it. */
export interface Challenge {
  readonly scheme: 'basic' | 'bearer' | 'other';
  readonly realm: string;
  readonly service: string;
  readonly scope: string;
}

export function parseChallenge(header: string | undefined): Challenge {
  const [, name = '', rest = ''] = /^\s*([A-Za-z]+)\s*(.*)$/.exec(header ?? '') ?? [];
  const parameters = new Map<string, string>();
  for (const [, key = '', quoted, plain] of rest.matchAll(/([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)) {
    parameters.set(key.toLowerCase(), quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'));
  }
  const scheme = name.toLowerCase();
  return {
    scheme: scheme === 'basic' || scheme === 'bearer' ? scheme : 'other',
    realm: parameters.get('realm') ?? '',
    service: parameters.get('service') ?? '',
    scope: parameters.get('scope') ?? '',
  };
}

/** Why a bearer challenge's realm must not be told credentials; undefined when it may. */
export function problemOfRealm(realm: string, registry: URL): string | undefined {
  if (!URL.canParse(realm)) return `failed to parse bearer realm "${realm}"`;
  const url = new URL(realm);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return `bearer realm "${realm}" uses unsupported scheme "${url.protocol.slice(0, -1)}"`;
  }
  if (url.protocol === 'http:' && registry.protocol === 'https:') {
    return `bearer realm "${realm}" uses http but registry was contacted over https`;
  }
  if (isInner(url.hostname) && url.hostname !== registry.hostname) {
    return `bearer realm host "${url.hostname}" is a loopback, link-local, private, or unspecified address`;
  }
  return undefined;
}

/** An address (no name) of this machine or network, where a registry outside has no business. */
function isInner(host: string): boolean {
  return (
    /^(?:127|10|0)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\./.test(host) ||
    /^\[(?:::1?|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/.test(host)
  );
}
