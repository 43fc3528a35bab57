import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import { CapstanError, messageOf } from '../../errors/index.ts';
import type { Blob } from '../descriptor.ts';
import { type Entry, FileTree } from '../layer/index.ts';

type Listed = Pick<Entry, 'path' | 'type' | 'target'>;

/** The files of an image, layer over layer, with what each takes away. @throws CapstanError IMAGE_INVALID */
export async function treeOf(layers: readonly Blob[]): Promise<FileTree> {
  const tree = new FileTree();
  for (const layer of layers) {
    const entries = await list(layer);
    for (const { path } of entries) remove(path, tree);
    tree.add(entries.filter(({ path }) => !isWhiteout(path)));
  }
  return tree;
}

const whiteout = /^(.*\/)?\.wh\.([^/]+)$/;

function isWhiteout(path: string): boolean {
  return whiteout.test(path);
}

/** `.wh.NAME` takes a file of lower layers away, `.wh..wh..opq` all that a folder held. */
function remove(path: string, tree: FileTree): void {
  const found = whiteout.exec(path);
  if (!found) return;
  const [, folder = '', name = ''] = found;
  if (name === '.wh..opq') tree.clear(folder.replace(/\/$/, ''));
  else tree.remove(`${folder}${name}`);
}

async function list({ descriptor, content }: Blob): Promise<Listed[]> {
  const entries: Listed[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      entries.push(listed(entry));
      entry.resume();
    },
  });
  const source = Buffer.isBuffer(content) ? Readable.from([content]) : createReadStream(content.file);
  try {
    await pipeline(source, parser as unknown as NodeJS.WritableStream);
  } catch (error) {
    throw new CapstanError(
      'IMAGE_INVALID',
      `layer ${descriptor.digest} of the base cannot be read: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
  return entries;
}

function listed({ path, type, linkpath }: ReadEntry): Listed {
  const name = path.replace(/^(?:\.?\/)+/, '').replace(/\/$/, '');
  if (type === 'SymbolicLink') return { path: name, type: 'link', target: linkpath ?? '' };
  return { path: name, type: type === 'Directory' ? 'folder' : 'file' };
}
