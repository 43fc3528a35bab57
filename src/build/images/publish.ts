import { join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { pushImage, type RegistryOptions, readLayout } from '../../image/index.ts';
import { type BuildRecord, readRecord } from './record.ts';

export interface PublishOptions {
  /** `bin/images/MODE` */
  readonly folder: string;
  /** Undefined: what the build was made for. */
  readonly registry?: string;
  readonly repository?: string;
  /** Undefined: all. */
  readonly components?: readonly string[];
  readonly access: RegistryOptions;
  /** Only says what would be pushed. */
  readonly isDryRun: boolean;
  readonly onProgress: (what: string | undefined) => void;
  /** Told of each image that has arrived. */
  readonly onPushed: (image: PublishedImage) => void;
}

export interface PublishedImage {
  /** `host/repository/component:tag` */
  readonly reference: string;
  /** '' in a dry run. */
  readonly digest: string;
  /** Of what the reference leads to. */
  readonly arches: readonly string[];
}

/**
 * Pushes what a build has made: the images of a component first, then their list, so that a list never names what is not there.
 * @throws CapstanError
 */
export async function publish(options: PublishOptions, signal?: AbortSignal): Promise<readonly PublishedImage[]> {
  const { folder, access, isDryRun, onProgress, onPushed } = options;
  const record = await readRecord(folder);
  const place = placeOf(options, record);
  const names = namesOf(record, options.components);
  const layout = await readLayout(join(folder, 'layout'), signal);
  const images = names.map((name) => {
    const found = layout.find((one) => one.name === name);
    if (found !== undefined) return found;
    throw new CapstanError('FILE_UNREADABLE', `${join(folder, 'layout')} holds no ${name}`, {
      hint: 'build again: capstan build image',
    });
  });
  const published: PublishedImage[] = [];
  for (const { name, images: platforms } of images) {
    const reference = `${place}/${name}`;
    const arches = platforms.map(({ platform }) => platform.architecture);
    onProgress(`pushing ${reference}`);
    const { digest } = isDryRun
      ? { digest: '' }
      : await pushImage(platforms, reference, { ...access, onProgress }, signal);
    const image = { reference, digest, arches };
    published.push(image);
    onPushed(image);
  }
  return published;
}

function placeOf({ registry, repository }: PublishOptions, record: BuildRecord): string {
  const host = registry || record.registry;
  const path = (repository || record.repository).replace(/^\/+|\/+$/g, '');
  if (host !== '') return `${host}/${path}`;
  throw new CapstanError('USAGE', `a ${record.mode} build knows no registry of its own`, {
    hint: 'set IMAGE_REGISTRY=host:port, or give --registry',
  });
}

/** In the order in which they are pushed. */
function namesOf({ components }: BuildRecord, asked: readonly string[] | undefined): string[] {
  const known = components.map(({ name }) => name);
  const unknown = asked?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new CapstanError('USAGE', `the build has no component "${unknown}"`, { hint: `it has ${known.join(', ')}` });
  }
  const wanted = components.filter(({ name }) => asked === undefined || asked.includes(name));
  return wanted.flatMap(({ name, tag, images }) => [
    ...new Set([...images.map((image) => `${name}:${image.tag}`), `${name}:${tag}`]),
  ]);
}
