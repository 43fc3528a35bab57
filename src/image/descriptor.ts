import { createHash } from 'node:crypto';

export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  empty: 'application/vnd.oci.empty.v1+json',
} as const;

/** Processors that images are made for, by Go's names, which images use. */
export const architectures = ['amd64', 'arm64'] as const;

export type Architecture = (typeof architectures)[number];

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** What the OCI specification calls so: a blob's kind, name and size, and what else is said of it where it is listed. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}

/** A blob and where its bytes are: at hand, or in a file that nobody changes. */
export interface Blob {
  readonly descriptor: Descriptor;
  readonly content: Buffer | { readonly file: string };
}

/** `sha256:…` */
export function digestOf(data: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}

export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

export function dataBlob(mediaType: string, data: Buffer, details: Partial<Descriptor> = {}): Blob {
  return { descriptor: { mediaType, digest: digestOf(data), size: data.length, ...details }, content: data };
}

/** A document as a blob: no blanks, keys in the order they are given in. */
export function jsonBlob(mediaType: string, document: object, details: Partial<Descriptor> = {}): Blob {
  return dataBlob(mediaType, Buffer.from(JSON.stringify(document)), details);
}
