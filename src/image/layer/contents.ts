import { createReadStream } from 'node:fs';
import { CapstanError, messageOf } from '../../errors/index.ts';

/** The bytes of a file. @throws CapstanError FILE_UNREADABLE */
export async function* piecesOf(file: string): AsyncGenerator<Buffer, void, void> {
  const stream = createReadStream(file, { highWaterMark: 1024 * 1024 });
  try {
    for await (const piece of stream) yield piece as Buffer;
  } catch (error) {
    // whoever takes the pieces may throw into this, too
    throw stream.errored === error ? unreadable(file, error) : error;
  }
}

export function unreadable(file: string, error: unknown): CapstanError {
  return new CapstanError('FILE_UNREADABLE', `${file} cannot be read: ${messageOf(error)}`, {
    place: { file },
    cause: error,
  });
}
