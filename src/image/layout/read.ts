import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { blobPath, readBlob } from '../blob-store.ts';
import { type Blob, type Descriptor, isDigest, mediaTypes, type Platform } from '../descriptor.ts';
import { type Attachment, type Image, type NamedImage, sizeOf } from '../image.ts';
import { containerdName, type Listing, refName } from './document.ts';

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly artifactType?: string;
}

/**
 * The images of an OCI layout. Manifests and configurations are checked against their digests, layers against their sizes here
 * and against their digests when they are copied or pushed.
 * @throws CapstanError IMAGE_INVALID, IMAGE_CORRUPT, FILE_UNREADABLE
 */
export async function readLayout(folder: string, signal?: AbortSignal): Promise<NamedImage[]> {
  const listing = parse<Listing>(await readText(join(folder, 'index.json')), `${folder}/index.json`);
  if (!Array.isArray(listing.manifests)) throw invalid(`${folder}/index.json`, 'it lists no manifests');
  const reader = new LayoutReader(folder);
  const referrers = new Map<string, Attached[]>();
  for (const one of listing.manifests.filter(({ artifactType }) => artifactType !== undefined)) {
    const attached = await reader.attachment(one);
    if (attached) referrers.set(attached.subject, [...(referrers.get(attached.subject) ?? []), attached]);
  }
  const named: NamedImage[] = [];
  const unnamed: Image[] = [];
  for (const root of listing.manifests) {
    signal?.throwIfAborted();
    const name = root.annotations?.[containerdName] ?? root.annotations?.[refName];
    if (root.artifactType !== undefined) continue;
    const images = await reader.images(root, referrers);
    if (name === undefined) unnamed.push(...images);
    else named.push({ name, images });
  }
  return unnamed.length > 0 ? [...named, { name: '', images: unnamed }] : named;
}

interface Attached extends Attachment {
  readonly subject: string;
  readonly blobs: readonly Blob[];
}

class LayoutReader {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async images(root: Descriptor, referrers: ReadonlyMap<string, readonly Attached[]>): Promise<Image[]> {
    if (!isIndex(root)) return [await this.#image(root, referrers.get(root.digest) ?? [])];
    const { manifests } = await this.#document<Listing>(root);
    const own = manifests.filter(({ platform }) => platform?.os !== 'unknown');
    return Promise.all(own.map((one) => this.#image(one, referrers.get(one.digest) ?? [])));
  }

  async attachment(descriptor: Descriptor): Promise<Attached | undefined> {
    const { subject, artifactType, config, layers } = await this.#document<Manifest>(descriptor);
    if (subject === undefined) return undefined;
    const blobs = await Promise.all([descriptor, config, ...layers].map((one) => this.#blob(one)));
    return {
      subject: subject.digest,
      artifactType: artifactType ?? config.mediaType,
      manifest: plain(descriptor),
      blobs,
    };
  }

  async #image(descriptor: Descriptor, attached: readonly Attached[]): Promise<Image> {
    const { config, layers } = await this.#document<Manifest>(descriptor);
    if (config === undefined || !Array.isArray(layers))
      throw invalid(descriptor.digest, 'it is no manifest of an image');
    const { os = 'linux', architecture, variant } = await this.#document<Platform>(config);
    const blobs = await Promise.all([descriptor, config, ...layers].map((one) => this.#blob(one)));
    return {
      platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
      manifest: plain(descriptor),
      config,
      layers,
      attachments: attached.map(({ artifactType, manifest }) => ({ artifactType, manifest })),
      size: sizeOf([config, ...layers]),
      blobs: [...blobs, ...attached.flatMap((one) => one.blobs)],
    };
  }

  async #document<T>(descriptor: Descriptor): Promise<T> {
    const data = await readBlob(await this.#blob(descriptor));
    return parse<T>(data.toString('utf8'), `${this.#folder}: ${descriptor.digest}`);
  }

  async #blob(descriptor: Descriptor): Promise<Blob> {
    if (!isDigest(descriptor.digest)) throw invalid(this.#folder, `${descriptor.digest} is no digest of SHA-256`);
    const file = blobPath(this.#folder, descriptor.digest);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) throw invalid(this.#folder, `it lacks the blob ${descriptor.digest}`);
    if (found.size !== descriptor.size) {
      throw new CapstanError('IMAGE_CORRUPT', `${file} should have ${descriptor.size} bytes, and has ${found.size}`);
    }
    return { descriptor: plain(descriptor), content: { file } };
  }
}

function isIndex({ mediaType }: Descriptor): boolean {
  return mediaType === mediaTypes.index || mediaType === 'application/vnd.docker.distribution.manifest.list.v2+json';
}

/** Without what a listing says about it. */
function plain({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CapstanError('FILE_UNREADABLE', `${file} cannot be read: ${messageOf(error)}`, {
      place: { file },
      hint: 'an OCI layout is a folder with oci-layout, index.json and blobs/',
      cause: error,
    });
  }
}

function parse<T>(text: string, what: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw invalid(what, messageOf(error));
  }
}

function invalid(what: string, why: string): CapstanError {
  return new CapstanError('IMAGE_INVALID', `${what} is no OCI layout that can be used: ${why}`);
}
