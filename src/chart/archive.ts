import { posix } from 'node:path';
import { gunzipSync, constants as zlib } from 'node:zlib';
import { CapstanError, messageOf } from '../errors/index.ts';
import { type Budget, maxChartBytes, maxFileBytes } from './budget.ts';
import { withoutMark } from './byte-order-mark.ts';
import type { ChartFile } from './chart.ts';
import { quote } from './go-text.ts';
import { readTar, type TarEntry, TarProblem } from './tar.ts';

/**
 * The files of a chart archive (.tgz), their paths without the folder that holds them all. Helm's rules, and beyond them
 * no links and no devices, which Helm takes for empty files.
 * @throws CapstanError CHART_INVALID with Helm's words
 */
export function readArchive(archive: Buffer, place: string, budget: Budget): ChartFile[] {
  const refuse = (what: string): CapstanError => new CapstanError('CHART_INVALID', what, { place: { file: place } });
  if (archive.length < gzipHeaderBytes) throw refuse(archive.length === 0 ? 'EOF' : 'unexpected EOF');
  if (archive[0] !== 0x1f || archive[1] !== 0x8b || archive[2] !== 8) throw refuse('gzip: invalid header');
  const files: ChartFile[] = [];
  let remaining = maxChartBytes;
  try {
    const bytes = decompress(archive);
    budget.addBytes(bytes.length, place);
    for (const entry of readTar(bytes)) {
      if (entry.kind === 'folder') continue;
      const path = pathOf(entry.name);
      if (entry.kind !== 'file') throw new TarProblem(`chart illegally contains a ${entry.kind}: ${quote(entry.name)}`);
      if (entry.size > remaining) throw new TarProblem(tooLarge);
      if (entry.size > maxFileBytes) {
        throw new TarProblem(
          `decompressed chart file ${quote(entry.name)} is larger than the maximum file size ${maxFileBytes}`,
        );
      }
      const data = entry.read();
      remaining -= data.length;
      if (remaining <= 0) throw new TarProblem(tooLarge);
      files.push({ path, data: withoutMark(data) });
    }
  } catch (error) {
    throw error instanceof TarProblem ? refuse(error.message) : error;
  }
  if (files.length === 0) throw refuse('no files in chart archive');
  return files;
}

const gzipHeaderBytes = 10;
const tooLarge = `decompressed chart is larger than the maximum file size ${maxChartBytes}`;

function decompress(archive: Buffer): Buffer {
  try {
    // what is cut off is found by the tar reader, if it matters
    return gunzipSync(archive, { maxOutputLength: maxChartBytes + headerBytes, finishFlush: zlib.Z_SYNC_FLUSH });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new TarProblem(tooLarge);
    throw new TarProblem(`gzip: ${messageOf(error)}`);
  }
}

/** tar's own: room for the headers of some 50,000 files. */
const headerBytes = 28 * 1024 * 1024;

function pathOf(name: TarEntry['name']): string {
  // archives made on Windows
  const delimiter = name.includes('\\') ? '\\' : '/';
  const [folder, ...rest] = name.split(delimiter);
  const path = rest.join('/');
  if (path.startsWith('/')) throw new TarProblem('chart illegally contains absolute paths');
  const clean = posix.normalize(path).replace(/(?<=.)\/$/, '');
  if (clean === '.') {
    throw new TarProblem(`chart illegally contains content outside the base directory: ${quote(name)}`);
  }
  if (clean.startsWith('..')) throw new TarProblem('chart illegally references parent directory');
  if (/^[a-zA-Z]:\//.test(clean)) throw new TarProblem('chart contains illegally named files');
  if (folder === 'Chart.yaml') throw new TarProblem('chart yaml not in base directory');
  return clean;
}
