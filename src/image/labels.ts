import type { Base } from './base/index.ts';
import { timeOf } from './config.ts';
import type { ImageSpec } from './spec.ts';

/** What the image says of itself: the specification's labels, over those that follow from what it is made of. */
export function labelsOf(spec: ImageSpec, base: Base, sbomDigest: string | undefined): Record<string, string> {
  const { provenance, sbom, created } = spec;
  const source = provenance?.source;
  return {
    ...(created === undefined ? {} : { 'org.opencontainers.image.created': timeOf(spec) }),
    ...(sbom === undefined
      ? {}
      : { 'org.opencontainers.image.title': sbom.name, 'org.opencontainers.image.version': sbom.version }),
    ...(source === undefined
      ? {}
      : { 'org.opencontainers.image.source': source.uri, 'org.opencontainers.image.revision': source.digest }),
    ...(base.origin === undefined
      ? {}
      : {
          'org.opencontainers.image.base.name': base.origin.name,
          'org.opencontainers.image.base.digest': base.origin.digest,
        }),
    ...(sbomDigest === undefined ? {} : { 'dev.capstan.image.sbom': sbomDigest }),
    ...(provenance === undefined ? {} : { 'dev.capstan.image.builder': provenance.builder }),
    ...spec.labels,
  };
}
