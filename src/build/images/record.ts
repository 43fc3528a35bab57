import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CapstanError, fileErrorText, messageOf } from '../../errors/index.ts';
import type { Mode } from '../plan/index.ts';

/** images.json, beside the layout that it tells of. */
export interface BuildRecord {
  readonly mode: Mode;
  readonly version: string;
  /** The tag by which charts name the images. */
  readonly appVersion: string;
  /** Where a publish goes when nothing else is said; '' when that has to be said. */
  readonly registry: string;
  readonly repository: string;
  readonly components: readonly BuiltComponent[];
}

export interface BuiltComponent {
  readonly name: string;
  /** The tag for all architectures. */
  readonly tag: string;
  readonly images: readonly BuiltImage[];
}

export interface BuiltImage {
  readonly tag: string;
  readonly arch: string;
  /** Of its manifest. */
  readonly digest: string;
  /** Compressed bytes. */
  readonly size: number;
}

export const recordFile = 'images.json';

/** @param folder `bin/images/MODE` @throws CapstanError FILE_UNREADABLE */
export async function readRecord(folder: string): Promise<BuildRecord> {
  const path = join(folder, recordFile);
  const hint = 'build first: capstan build image';
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CapstanError('FILE_UNREADABLE', fileErrorText(error, path), {
      place: { file: path },
      hint,
      cause: error,
    });
  });
  try {
    const record = JSON.parse(text) as BuildRecord;
    if (!Array.isArray(record.components)) throw new Error('it lists no components');
    return record;
  } catch (error) {
    throw new CapstanError('FILE_UNREADABLE', `${path} is no record of a build: ${messageOf(error)}`, { hint });
  }
}
