import { mergeValues, type Values } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';
import type { DumpFlags } from './dump-flags.ts';

export interface ControlPlaneFlags extends DumpFlags {
  readonly wildcardDomain: string;
  readonly controlPlaneImage: string;
  readonly registryUser: string;
  readonly registryPassword: string;
  readonly ingress: string;
  readonly cri: string;
  readonly https: boolean;
  readonly proxy: string;
}

/** Flags as the spec of a CnvrgApp; what is not given is not in it. @throws CapstanError USAGE */
export function valuesOfFlags(flags: ControlPlaneFlags): Values {
  const { ingress, cri, https } = flags;
  const image = readImage(flags.controlPlaneImage);
  const domain = readDomain(flags.wildcardDomain);
  const proxy = readProxy(flags.proxy);
  const registry = {
    ...(flags.registryUser !== '' && { user: flags.registryUser }),
    ...(flags.registryPassword !== '' && { password: flags.registryPassword }),
  };
  return {
    ...(domain !== '' && { clusterDomain: domain }),
    cri,
    controlPlan: { registry, ...(image !== '' && { webapp: { image }, seeder: { image } }) },
    networking: {
      ingress: { ingressType: ingress },
      https: { enabled: https },
      ...(proxy !== '' && { proxy: { enabled: true, httpProxy: proxy, httpsProxy: proxy } }),
    },
  };
}

/** `*.apps.example.com` is the domain apps.example.com. */
function readDomain(text: string): string {
  const domain = text.replace(/^\*\./, '');
  const isDomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(domain);
  if (domain === '' || (isDomain && domain.length <= 240)) return domain;
  throw new CapstanError('USAGE', `--wildcard-domain: ${JSON.stringify(text)} is no domain`, {
    hint: 'write the domain below which app, minio and elasticsearch are reached: apps.example.com',
  });
}

function readImage(text: string): string {
  if (text === '' || /^[a-zA-Z0-9][\w.:/@+-]*$/.test(text)) return text;
  throw new CapstanError('USAGE', `--control-plane-image: ${JSON.stringify(text)} is no image`, {
    hint: 'write it as docker.io/cnvrg/app:v3.9.27, or app:v3.9.27 for one of docker.io/cnvrg',
  });
}

function readProxy(text: string): string {
  if (text === '' || (URL.canParse(text) && /^https?:\/\/[^/]/.test(text))) return text;
  throw new CapstanError('USAGE', '--proxy: that is no address of a proxy', {
    hint: 'write it as http://proxy.example.com:3128',
  });
}

/** Where each of the flags that must be given may be given instead: in --values and --set. */
const required = [
  ['--wildcard-domain', 'CNVRGCTL_WILDCARD_DOMAIN', 'clusterDomain'],
  ['--control-plane-image', 'CNVRGCTL_CONTROL_PLANE_IMAGE', 'controlPlan.webapp.image'],
  ['--registry-user', 'CNVRGCTL_REGISTRY_USER', 'controlPlan.registry.user'],
  ['--registry-password', 'CNVRGCTL_REGISTRY_PASSWORD', 'controlPlan.registry.password'],
] as const;

/** @throws CapstanError USAGE that names every flag that is missing */
export function checkComplete(values: Values): void {
  const { controlPlan = {}, controlPlane = {}, ...rest } = values as Record<'controlPlan' | 'controlPlane', Values>;
  const spec: Values = { ...rest, controlPlan: mergeValues(controlPlan, controlPlane) };
  const missing = required.filter(([, , path]) => !at(spec, path));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name).join(', ');
  throw new CapstanError('USAGE', `${names} ${missing.length === 1 ? 'is' : 'are'} missing`, {
    hint: `give ${missing.length === 1 ? 'it' : 'them'} as flags, as ${missing.map(([, variable]) => variable).join(', ')}, or in --values as ${missing.map(([, , path]) => path).join(', ')}`,
  });
}

function at(values: Values, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Values | undefined)?.[key], values);
}
