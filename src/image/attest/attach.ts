import type { Base } from '../base/index.ts';
import { type Blob, type Descriptor, dataBlob, jsonBlob, mediaTypes } from '../descriptor.ts';
import type { Attachment } from '../image.ts';
import type { Layer } from '../layer/index.ts';
import type { NodeRuntime } from '../runtime/index.ts';
import type { ImageSpec } from '../spec.ts';
import { provenanceOf } from './provenance.ts';
import { sbomOf } from './sbom.ts';

export interface Attached extends Attachment {
  readonly blobs: readonly Blob[];
}

interface Attachable {
  /** For the image's label: it says what the list is, wherever the image goes without it. */
  readonly sbomDigest: string | undefined;
  /** The attachments of the image that this is the manifest of. */
  to(manifest: Descriptor): readonly Attached[];
}

const sbomType = 'application/vnd.cyclonedx+json';
const statementType = 'application/vnd.in-toto+json';

/** @throws CapstanError IMAGE_INVALID, FILE_UNREADABLE for a list of parts that cannot be read */
export async function attach(
  spec: ImageSpec,
  base: Base,
  layers: readonly Layer[],
  runtime: NodeRuntime | undefined,
): Promise<Attachable> {
  const sbom = spec.sbom && dataBlob(sbomType, Buffer.from(await sbomOf(spec, spec.sbom, base, runtime)));
  return {
    sbomDigest: sbom?.descriptor.digest,
    to: (manifest) => [
      ...(sbom ? [wrap(sbomType, sbom, manifest)] : []),
      ...(spec.provenance
        ? [wrap(statementType, jsonBlob(statementType, provenanceOf(spec, base, layers, runtime, manifest)), manifest)]
        : []),
    ],
  };
}

function wrap(artifactType: string, blob: Blob, subject: Descriptor): Attached {
  const empty = dataBlob(mediaTypes.empty, Buffer.from('{}'));
  const manifest = jsonBlob(mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType,
    config: empty.descriptor,
    layers: [blob.descriptor],
    subject,
  });
  return { artifactType, manifest: manifest.descriptor, blobs: [manifest, empty, blob] };
}
