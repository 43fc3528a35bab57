import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { GoError } from '../../go/index.ts';
import { DerReader, integer, sequence, tags } from './der.ts';
import { decodePem, encodePem } from './pem.ts';

/** A private key: of Node's, but for its text, which is what Go writes. DSA keys are only ever written. */
export type PrivateKey = KeyObject;

export function generateRsaKey(bits: 2048 | 4096): PrivateKey {
  return generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
}

export function generateKey(type: string): PrivateKey | undefined {
  switch (type) {
    case '':
    case 'rsa':
      return generateRsaKey(4096);
    case 'dsa':
      return generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey;
    case 'ecdsa':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
    default:
      return undefined;
  }
}

/** PKCS#1 for RSA, SEC 1 for elliptic curves, OpenSSL's own form for DSA, PKCS#8 for all else. */
export function formatKey(key: PrivateKey): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return encodePem('RSA PRIVATE KEY', key.export({ type: 'pkcs1', format: 'der' }));
    case 'ec':
      return encodePem('EC PRIVATE KEY', key.export({ type: 'sec1', format: 'der' }));
    case 'dsa':
      return encodePem('DSA PRIVATE KEY', encodeDsaKey(key));
    default:
      return encodePem('PRIVATE KEY', key.export({ type: 'pkcs8', format: 'der' }));
  }
}

/** version, p, q, g, public and private number: the first four and the last are in PKCS#8, the public one beside it. */
function encodeDsaKey(key: PrivateKey): Uint8Array {
  const parts = new DerReader(new DerReader(key.export({ type: 'pkcs8', format: 'der' })).read()!.content);
  parts.read();
  const algorithm = new DerReader(parts.read()!.content);
  algorithm.read();
  const parameters = algorithm.read()!.content;
  const secret = parts.read()!.content;
  const open = new DerReader(createPublicKey(key).export({ type: 'spki', format: 'der' })).read()!.content;
  const [, bits] = membersOf(open);
  return sequence(integer(Buffer.of(0)), parameters, bits!.content.subarray(1), secret);
}

function membersOf(content: Uint8Array) {
  const reader = new DerReader(content);
  return [reader.read(), reader.read()] as const;
}

const suffix = ' PRIVATE KEY';

/** @throws GoError with sprig's words. */
export function parseKey(text: string): PrivateKey {
  const block = decodePem(text);
  if (!block) throw new GoError('no PEM data in input');
  const { type, bytes } = block;
  if (type === 'PRIVATE KEY') return readKey(bytes, 'pkcs8', 'decoding PEM as PKCS#8: ', 'pkcs8');
  if (!type.endsWith(suffix)) throw new GoError(`no private key data in PEM block of type ${type}`);
  switch (type.slice(0, -suffix.length)) {
    case 'RSA':
      return readKey(bytes, 'pkcs1', 'parsing RSA private key from PEM: ', 'pkcs1PrivateKey');
    case 'EC':
      return readKey(
        bytes,
        'sec1',
        'parsing EC private key from PEM: x509: failed to parse EC private key: ',
        'ecPrivateKey',
      );
    case 'DSA':
      return readDsaKey(bytes, text);
    default:
      throw new GoError(`invalid private key type ${type}`);
  }
}

function readKey(der: Uint8Array, type: 'pkcs1' | 'pkcs8' | 'sec1', prefix: string, goType: string): PrivateKey {
  checkSequence(der, prefix, goType);
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type });
  } catch {
    throw new GoError(`${prefix}asn1: structure error: sequence tag mismatch`);
  }
}

/** Nothing can be signed with it, so that only whether it is one counts. */
function readDsaKey(der: Uint8Array, text: string): PrivateKey {
  const prefix = 'parsing DSA private key from PEM: ';
  checkSequence(der, prefix, 'DSAKeyFormat');
  try {
    return createPrivateKey({ key: text, format: 'pem' });
  } catch {
    throw new GoError(`${prefix}asn1: structure error: integer not minimally-encoded`);
  }
}

/** Go names the type it looked for, with its settings for the field. */
function checkSequence(der: Uint8Array, prefix: string, goType: string): void {
  const [tag, length] = der;
  if (tag === tags.sequence && new DerReader(der).read()) return;
  if (tag === undefined || length === undefined) throw new GoError(`${prefix}asn1: syntax error: sequence truncated`);
  if (tag === tags.sequence) throw new GoError(`${prefix}asn1: syntax error: data truncated`);
  const found = `{class:${tag >> 6} tag:${tag & 0x1f} length:${length} isCompound:${(tag & 0x20) !== 0}}`;
  const wanted =
    '{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}';
  throw new GoError(`${prefix}asn1: structure error: tags don't match (16 vs ${found}) ${wanted} ${goType} @2`);
}
