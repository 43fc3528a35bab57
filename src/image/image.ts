import type { Blob, Descriptor, Platform } from './descriptor.ts';

/** An image for one platform: data, with all of its blobs at hand. */
export interface Image {
  readonly platform: Platform;
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  /** What is said about the image beside it: its list of parts, how it was made. */
  readonly attachments: readonly Attachment[];
  /** Compressed bytes of configuration and layers. */
  readonly size: number;
  /** Everything above: the manifest, what it names, and the attachments with what they name. */
  readonly blobs: readonly Blob[];
}

/** A manifest whose subject is an image: what the specification calls a referrer. */
export interface Attachment {
  readonly artifactType: string;
  readonly manifest: Descriptor;
}

/** What a name stands for: one image, or several for different platforms, which together are an index. */
export interface NamedImage {
  /** `operator:v1`, or with registry and repository in front. */
  readonly name: string;
  readonly images: readonly Image[];
}

/** Together, in bytes. */
export function sizeOf(descriptors: readonly Descriptor[]): number {
  return descriptors.reduce((sum, { size }) => sum + size, 0);
}
