import { createPublicKey, type KeyObject } from 'node:crypto';
import { GoError } from '../../go/index.ts';
import type { Issuer } from './certificate.ts';
import { DerReader, type Element, objectIdentifier, tags } from './der.ts';
import { oids } from './extensions.ts';

/** What of a certificate the ones it signs take over. @throws GoError where Go's x509.ParseCertificate fails. */
export function parseCertificate(der: Uint8Array): Issuer {
  const outer = new DerReader(read(new DerReader(der), tags.sequence, 'malformed certificate').content);
  const body = new DerReader(read(outer, tags.sequence, 'malformed tbs certificate').content);
  const version = body.read(0xa0);
  if (version && version.content.at(-1)! > 2) throw new GoError('x509: invalid version');
  const serial = read(body, tags.integer, 'malformed serial number');
  if (serial.content[0]! >= 0x80) throw new GoError('x509: negative serial number');
  const algorithm = read(body, tags.sequence, 'malformed signature algorithm identifier');
  const outerAlgorithm = read(outer, tags.sequence, 'malformed algorithm identifier');
  if (Buffer.compare(algorithm.content, outerAlgorithm.content) !== 0) {
    throw new GoError("x509: inner and outer signature algorithm identifiers don't match");
  }
  checkName(read(body, tags.sequence, 'malformed issuer'));
  read(body, tags.sequence, 'malformed validity');
  const subject = read(body, tags.sequence, 'malformed issuer');
  checkName(subject);
  const publicKey = read(body, tags.sequence, 'malformed spki');
  checkPublicKey(publicKey);
  body.read(0x81);
  body.read(0x82);
  const extensions = body.read(0xa3);
  read(outer, tags.bitString, 'malformed signature');
  if (outer.isAtEnd === false || new DerReader(der).read()!.whole.length !== der.length) {
    throw new GoError('x509: trailing data');
  }
  return {
    subject: subject.whole,
    keyId: extensions && subjectKeyIdOf(extensions),
    publicKey: readPublicKey(publicKey.whole),
  };
}

function read(reader: DerReader, tag: number, otherwise: string): Element {
  const found = reader.read(tag);
  if (!found) throw new GoError(`x509: ${otherwise}`);
  return found;
}

function checkName(name: Element): void {
  for (const parts = new DerReader(name.content); !parts.isAtEnd; ) read(parts, tags.set, 'invalid RDNSequence');
}

function checkPublicKey(info: Element): void {
  const parts = new DerReader(info.content);
  read(parts, tags.sequence, 'malformed public key algorithm identifier');
  read(parts, tags.bitString, 'malformed subjectPublicKey');
}

/** Go leaves a key of a kind it does not know aside. */
function readPublicKey(spki: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

const subjectKeyId = objectIdentifier(oids.subjectKeyId);

function subjectKeyIdOf(extensions: Element): Uint8Array | undefined {
  const list = new DerReader(read(new DerReader(extensions.content), tags.sequence, 'malformed extensions').content);
  let found: Uint8Array | undefined;
  while (!list.isAtEnd) {
    const parts = new DerReader(read(list, tags.sequence, 'malformed extension').content);
    const oid = read(parts, 0x06, 'malformed extension OID field');
    parts.read(0x01);
    const value = read(parts, tags.octetString, 'malformed extension value field');
    if (Buffer.compare(oid.whole, subjectKeyId) !== 0) continue;
    found = read(new DerReader(value.content), tags.octetString, 'invalid subject key identifier').content;
  }
  return found;
}
