import { stringifyYaml } from '../yaml/index.ts';
import type { Step } from './plan.ts';

/** How the outside finds what was installed. */
export interface Entrances {
  /** IP:PORT of the application's API, one per node. */
  readonly api: readonly string[];
  /** IP:PORT of its image registry; none where an external one is used. */
  readonly registry: readonly string[];
  /** PEM; undefined: clients trust the servers anyway, or there is no TLS. */
  readonly authority: string | undefined;
  readonly hasTls: boolean;
}

/** Ports are those of the values in force. */
export function entrancesOf(
  steps: readonly Pick<Step, 'name' | 'effective'>[],
  addresses: readonly string[],
  tls: { readonly authority: string | undefined } | undefined,
): Entrances {
  const valuesOf = (name: string) => steps.find((step) => step.name === name)?.effective ?? {};
  const registry = valuesOf('knit-image-registry');
  const at = (port: unknown) => (port ? addresses.map((address) => `${hostOf(address)}:${String(port)}`) : []);
  return {
    api: at((valuesOf('knit-app')['knitd'] as { port?: unknown } | undefined)?.port),
    registry: registry['external'] === true ? [] : at(registry['port']),
    authority: tls?.authority,
    hasTls: tls !== undefined,
  };
}

/** What the users of an install are given, by path. */
export function handoutTexts(entrances: Entrances): ReadonlyMap<string, string> {
  return new Map([
    ['handouts/README.md', readme(entrances)],
    ['handouts/knitprofile', profile(entrances)],
    ...[...registryCertificates(entrances)].map(([path, text]) => [`handouts/${path}`, text] as const),
  ]);
}

/** For a container engine: `docker/certs.d/IP:PORT/ca.crt`. */
export function registryCertificates({ registry, authority }: Entrances): ReadonlyMap<string, string> {
  if (authority === undefined) return new Map();
  return new Map(registry.map((host) => [`docker/certs.d/${host}/ca.crt`, authority]));
}

function profile({ api, authority, hasTls }: Entrances): string {
  return `${stringifyYaml({
    apiRoot: apiRoot(api[0], hasTls),
    ...(authority === undefined ? {} : { cert: { ca: Buffer.from(authority).toString('base64') } }),
  }).trimEnd()}\n`;
}

function apiRoot(host: string | undefined, hasTls: boolean): string {
  return `${hasTls ? 'https' : 'http'}://${host ?? 'localhost'}/api`;
}

function readme(entrances: Entrances): string {
  const { api, registry, hasTls } = entrances;
  const certificates = [...registryCertificates(entrances).keys()];
  return `# To those who work with this Knitfab

- \`knitprofile\`: what the command \`knit\` needs to find the API and to trust it. Copy it into your project, or name it with
  \`knit init\`.
- The API answers at every node: ${api.map((host) => apiRoot(host, hasTls)).join(', ') || 'no port is set'}.
${
  registry.length > 0
    ? `- Images are pushed to ${registry.join(' or ')}.${
        certificates.length > 0
          ? ` Your container engine has to trust the registry: copy\n  ${certificates.map((path) => `\`${path}\``).join(', ')}\n  to the same path below \`/etc\` of the machine that it runs on (of its virtual machine, where it has one).`
          : ''
      }\n`
    : ''
}`;
}

function hostOf(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
