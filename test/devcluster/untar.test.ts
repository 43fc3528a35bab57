import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTarGz } from '../../src/devcluster/binaries/untar.ts';
import { makeTarGz, type TarEntry } from './support/tar.ts';

const it = suite('readTarGz');

async function contents(archive: Buffer, chunkSize = 64): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for await (const file of readTarGz(chunks(archive, chunkSize))) {
    let size = 0;
    for await (const chunk of file.content) size += chunk.length;
    found[file.name] = size;
  }
  return found;
}

async function* chunks(archive: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < archive.length; at += size) yield archive.subarray(at, at + size);
}

const entries: readonly TarEntry[] = [
  { name: 'controller-tools/', content: '', type: '5' },
  { name: 'controller-tools/envtest/etcd', content: 'e'.repeat(100_000) },
  { name: 'controller-tools/envtest/link', content: '', type: '2', link: '/etc/passwd' },
  { name: 'controller-tools/envtest/exact', content: 'x'.repeat(1024) },
  { name: 'controller-tools/envtest/empty', content: '' },
];

it('gives the regular files with their whole content, and no folders or links', async () => {
  assert.equal(await contents(makeTarGz(entries)), {
    'controller-tools/envtest/etcd': 100_000,
    'controller-tools/envtest/exact': 1024,
    'controller-tools/envtest/empty': 0,
  });
});

it('goes on after a file whose content nobody read', async () => {
  const names: string[] = [];
  for await (const file of readTarGz(chunks(makeTarGz(entries), 1_000))) names.push(file.name);
  assert.is(names.length, 3);
});

for (const [what, archive, message] of [
  ['is no gzip', Buffer.from('hello'), /incorrect header check/],
  ['is cut off', makeTarGz(entries).subarray(0, 150), /unexpected end of file|ends too early/],
] as const) {
  it(`fails when the archive ${what}`, async () => {
    try {
      await contents(archive);
    } catch (error) {
      assert.match((error as Error).message, message);
      return;
    }
    assert.unreachable('no error');
  });
}

it.run();
