import { createHash } from 'node:crypto';
import { type Funcs, func, toBytes } from '../go/index.ts';
import { aesFuncs } from './crypto-aes.ts';
import { certificateFuncs } from './crypto-certificates.ts';
import { passwordFuncs } from './crypto-passwords.ts';

/** Digests, passwords, keys, certificates, encryption. */
export const cryptoFuncs: Funcs = {
  sha1sum: digest('sha1'),
  sha256sum: digest('sha256'),
  sha512sum: digest('sha512'),
  adler32sum: func(['string'], (text) => String(adler32(toBytes(text)))),
  ...passwordFuncs,
  ...certificateFuncs,
  ...aesFuncs,
};

function digest(algorithm: string) {
  return func(['string'], (text) => createHash(algorithm).update(toBytes(text)).digest('hex'));
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
