import { writeSync } from 'node:fs';

/**
 * Writes to standard output at once. process.stdout is a stream, and loading what it takes to be one takes longer than a
 * small chart takes to render.
 */
export function print(text: string): void {
  write(1, text, () => process.stdout);
}

/** A line on standard error, which stops nothing: standard output is for manifests. */
export function warn(line: string): void {
  write(2, `${line}\n`, () => process.stderr);
}

function write(file: number, text: string, stream: () => NodeJS.WriteStream): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // `capstan … | head`: nobody reads any more, which is no failure
      if (code === 'EPIPE') process.exit();
      if (code !== 'EAGAIN') throw error;
      // a pipe that does not wait: the stream does
      stream().write(bytes.subarray(at));
      return;
    }
  }
}
