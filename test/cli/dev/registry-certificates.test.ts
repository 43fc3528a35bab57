import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { registryCertificates } from '../../../src/cli/dev/registry-certificates.ts';
import { scratchFolder } from '../../support/scratch.ts';

const it = suite('certificates of the registry');
const now = new Date();

const read = (path: string) => readFileSync(path, 'utf8');
const anotherKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

it('stay as they are', () => {
  const folder = scratchFolder();
  const paths = registryCertificates(folder, now);
  const before = Object.values(paths).map(read);
  assert.equal(Object.values(registryCertificates(folder, now)).map(read), before);
});

for (const [what, spoil, keepsAuthority] of [
  ['whose key is another one', (folder: string) => writeFileSync(`${folder}/registry/tls.key`, anotherKey()), true],
  ['whose key is half there', (folder: string) => writeFileSync(`${folder}/registry/tls.key`, '-----BEGIN'), true],
  [
    'that another authority signed',
    (folder: string) => {
      const other = registryCertificates(scratchFolder(), now);
      writeFileSync(`${folder}/registry/tls.crt`, read(other.certificate));
      writeFileSync(`${folder}/registry/tls.key`, read(other.key));
    },
    true,
  ],
  ['whose authority has another key', (folder: string) => writeFileSync(`${folder}/meta/ca.key`, anotherKey()), false],
] as const) {
  it(`one ${what} is made anew`, () => {
    const folder = scratchFolder();
    const authority = read(registryCertificates(folder, now).authority);
    spoil(folder);
    const paths = registryCertificates(folder, now);
    const [made, signer] = [paths.certificate, paths.authority].map((path) => new X509Certificate(read(path)));
    assert.ok(made?.verify((signer as X509Certificate).publicKey));
    assert.is(read(paths.authority) === authority, keepsAuthority);
    const before = Object.values(paths).map(read);
    assert.equal(Object.values(registryCertificates(folder, now)).map(read), before);
  });
}

it.run();
