import { CapstanError } from '../errors/index.ts';
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
  const version = options.kubeVersion ?? defaultKubeVersion;
  const parts = /^v?((\d+)\.(\d+)(?:\.\d+)*)(?:[-+].*)?$/.exec(version);
  if (!parts) {
    throw new CapstanError('USAGE', `invalid kube version '${version}'`, { hint: 'write it as 1.34 or v1.34.4' });
  }
  const [, numbers = '', major = '', minor = ''] = parts;
  return {
    kubeVersion: { version: `v${numbers}`, major, minor },
    apiVersions: [...new Set([...knownApiVersions, ...(options.apiVersions ?? [])])].sort(),
  };
}

const defaultKubeVersion = 'v1.34.0';

/** Helm 3.21's DefaultVersionSet: all that client-go 0.36 knows, served by today's clusters or not. */
const knownApiVersions = [
  'admissionregistration.k8s.io/v1',
  'admissionregistration.k8s.io/v1alpha1',
  'admissionregistration.k8s.io/v1beta1',
  'apiextensions.k8s.io/v1',
  'apiextensions.k8s.io/v1beta1',
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
  'certificates.k8s.io/v1alpha1',
  'certificates.k8s.io/v1beta1',
  'coordination.k8s.io/v1',
  'coordination.k8s.io/v1alpha2',
  'coordination.k8s.io/v1beta1',
  'discovery.k8s.io/v1',
  'discovery.k8s.io/v1beta1',
  'events.k8s.io/v1',
  'events.k8s.io/v1beta1',
  'extensions/v1beta1',
  'flowcontrol.apiserver.k8s.io/v1',
  'flowcontrol.apiserver.k8s.io/v1beta1',
  'flowcontrol.apiserver.k8s.io/v1beta2',
  'flowcontrol.apiserver.k8s.io/v1beta3',
  'internal.apiserver.k8s.io/v1alpha1',
  'networking.k8s.io/v1',
  'networking.k8s.io/v1beta1',
  'node.k8s.io/v1',
  'node.k8s.io/v1alpha1',
  'node.k8s.io/v1beta1',
  'policy/v1',
  'policy/v1beta1',
  'rbac.authorization.k8s.io/v1',
  'rbac.authorization.k8s.io/v1alpha1',
  'rbac.authorization.k8s.io/v1beta1',
  'resource.k8s.io/v1',
  'resource.k8s.io/v1alpha3',
  'resource.k8s.io/v1beta1',
  'resource.k8s.io/v1beta2',
  'scheduling.k8s.io/v1',
  'scheduling.k8s.io/v1alpha2',
  'scheduling.k8s.io/v1beta1',
  'storage.k8s.io/v1',
  'storage.k8s.io/v1alpha1',
  'storage.k8s.io/v1beta1',
  'storagemigration.k8s.io/v1beta1',
  'v1',
];
