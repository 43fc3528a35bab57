import type { Base } from '../base/index.ts';
import type { Descriptor } from '../descriptor.ts';
import type { Layer } from '../layer/index.ts';
import type { NodeRuntime } from '../runtime/index.ts';
import type { ImageSpec } from '../spec.ts';

/** An in-toto statement: of what this image was made, and by whom. It says no time, so it is equal for equal images. */
export function provenanceOf(
  spec: ImageSpec,
  base: Base,
  layers: readonly Layer[],
  runtime: NodeRuntime | undefined,
  manifest: Descriptor,
): object {
  const { builder, source, parameters = {} } = spec.provenance ?? { builder: '' };
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: spec.sbom?.name ?? 'image', digest: digestSet(manifest.digest) }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://capstan.dev/image/v1',
        externalParameters: {
          ...parameters,
          platform: `linux/${spec.architecture}`,
          base: base.origin?.name ?? 'scratch',
        },
        resolvedDependencies: [
          ...(source ? [{ uri: source.uri, digest: gitDigest(source.digest) }] : []),
          ...(base.origin ? [{ uri: `oci://${base.origin.name}`, digest: digestSet(base.origin.digest) }] : []),
          ...(runtime?.packages ?? []).map(({ purl }) => ({ uri: purl })),
        ],
      },
      runDetails: {
        builder: { id: builder },
        byproducts: layers.map(({ name, descriptor }) => ({ name, digest: digestSet(descriptor.digest) })),
      },
    },
  };
}

function digestSet(digest: string): Record<string, string> {
  const [algorithm = 'sha256', value = ''] = digest.split(':');
  return { [algorithm]: value };
}

/** A commit is no digest of ours: it has its own name in the statement. */
function gitDigest(digest: string): Record<string, string> {
  return digest.includes(':') ? digestSet(digest) : { gitCommit: digest };
}
