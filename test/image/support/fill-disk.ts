import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLayout, writeArchive, writeLayout } from '../../../src/image/index.ts';
import { build, failureOf, options } from './images.ts';

/** On a disk of 2 MB, named as argument: what of images that do not fit is left there. Prints what it sees. */
const [disk = ''] = process.argv.slice(2);
const layout = join(disk, 'layout');
const archive = join(disk, 'image.tar');
const small = [{ name: 'small:1', images: [await build([{ data: randomBytes(300_000), to: '/x' }])] }];
await writeLayout(layout, small);
await writeArchive(archive, small);
const blobs = () => readdirSync(join(layout, 'blobs/sha256')).length;
const blobsBefore = blobs();
const archiveBefore = readFileSync(archive).length;

const content = [{ data: randomBytes(4_000_000), to: '/x' }];
const large = [{ name: 'large:1', images: [await build(content)] }];
const failures = [
  await failureOf(build(content, {}, options(join(disk, 'cache')))),
  await failureOf(writeLayout(layout, large)),
  await failureOf(writeArchive(archive, large)),
];
process.stdout.write(
  JSON.stringify({
    codes: failures.map(({ code }) => code),
    messages: failures.map(({ message }) => message),
    partial: readdirSync(disk, { recursive: true }).filter((name) => String(name).includes('partial')),
    names: (await readLayout(layout)).map(({ name }) => name),
    archive: readFileSync(archive).length,
    archiveBefore,
    blobs: blobs(),
    blobsBefore,
  }),
);
