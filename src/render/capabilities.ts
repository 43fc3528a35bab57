import { CapstanError } from '../errors/index.ts';
import { quote } from '../template/index.ts';
import type { Capabilities } from './manifest.ts';

export interface LocalCapabilitiesOptions {
  /** `1.34`, `v1.34.4`; what a vendor appends is left out, as Helm does. */
  readonly kubeVersion?: string | undefined;
  /** Besides those that Helm takes for granted. */
  readonly apiVersions?: readonly string[];
}

/**
 * What a cluster that nobody asks is taken to be capable of.
 * @throws CapstanError USAGE for a version that is none.
 */
export function localCapabilities(options: LocalCapabilitiesOptions = {}): Capabilities {
  return {
    kubeVersion: parseKubeVersion(options.kubeVersion || defaultKubeVersion),
    apiVersions: [...knownApiVersions, ...(options.apiVersions ?? [])],
  };
}

/** Kubernetes' ParseGeneric: numbers with dots between, what follows them has no meaning. */
function parseKubeVersion(text: string): Capabilities['kubeVersion'] {
  const refuse = (why: string) =>
    new CapstanError('USAGE', `invalid kube version '${text}': ${why}`, { hint: 'write it as 1.34 or v1.34.4' });
  const numbers = /^[\t\n\f\r ]*v?(\d+(?:\.\d+)*).*$/.exec(text)?.[1];
  if (numbers === undefined) throw refuse(`could not parse ${quote(text)} as version`);
  const parts = numbers.split('.');
  if (parts.length < 2) throw refuse(`illegal version string ${quote(text)}`);
  if (/^0./.test(parts[0]!)) throw refuse(`illegal zero-prefixed version component "${parts[0]}" in ${quote(text)}`);
  const large = parts.find((part) => BigInt(part) >= 2n ** 64n);
  if (large !== undefined) {
    const why = `strconv.ParseUint: parsing "${large}": value out of range`;
    throw refuse(`illegal non-numeric version component "${large}" in ${quote(text)}: ${why}`);
  }
  const [major = '', minor = '', ...more] = parts.map((part) => String(BigInt(part)));
  return { version: `v${[major, minor, ...more].join('.')}`, major, minor };
}

/** What an official build of Helm 3.21 takes: the Kubernetes of its client-go. */
const defaultKubeVersion = 'v1.36.0';

/** Helm 3.21's DefaultVersionSet, in its order: all that client-go 0.36 knows, served by today's clusters or not. */
const knownApiVersions: readonly string[] = [
  'v1',
  'admissionregistration.k8s.io/v1',
  'admissionregistration.k8s.io/v1alpha1',
  'admissionregistration.k8s.io/v1beta1',
  'internal.apiserver.k8s.io/v1alpha1',
  'apps/v1',
  'apps/v1beta1',
  'apps/v1beta2',
  'authentication.k8s.io/v1',
  'authentication.k8s.io/v1alpha1',
  'authentication.k8s.io/v1beta1',
  'authorization.k8s.io/v1',
  'authorization.k8s.io/v1beta1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'batch/v1beta1',
  'certificates.k8s.io/v1',
  'certificates.k8s.io/v1beta1',
  'certificates.k8s.io/v1alpha1',
  'coordination.k8s.io/v1alpha2',
  'coordination.k8s.io/v1beta1',
  'coordination.k8s.io/v1',
  'discovery.k8s.io/v1',
  'discovery.k8s.io/v1beta1',
  'events.k8s.io/v1',
  'events.k8s.io/v1beta1',
  'extensions/v1beta1',
  'flowcontrol.apiserver.k8s.io/v1',
  'flowcontrol.apiserver.k8s.io/v1beta1',
  'flowcontrol.apiserver.k8s.io/v1beta2',
  'flowcontrol.apiserver.k8s.io/v1beta3',
  'networking.k8s.io/v1',
  'networking.k8s.io/v1beta1',
  'node.k8s.io/v1',
  'node.k8s.io/v1alpha1',
  'node.k8s.io/v1beta1',
  'policy/v1',
  'policy/v1beta1',
  'rbac.authorization.k8s.io/v1',
  'rbac.authorization.k8s.io/v1beta1',
  'rbac.authorization.k8s.io/v1alpha1',
  'resource.k8s.io/v1',
  'resource.k8s.io/v1beta2',
  'resource.k8s.io/v1beta1',
  'resource.k8s.io/v1alpha3',
  'scheduling.k8s.io/v1alpha2',
  'scheduling.k8s.io/v1beta1',
  'scheduling.k8s.io/v1',
  'storage.k8s.io/v1beta1',
  'storage.k8s.io/v1',
  'storage.k8s.io/v1alpha1',
  'storagemigration.k8s.io/v1beta1',
  'apiextensions.k8s.io/v1beta1',
  'apiextensions.k8s.io/v1',
];
