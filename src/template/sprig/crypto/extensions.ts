import { isIPv4, isIPv6 } from 'node:net';
import { GoError, isAscii, quote } from '../../go/index.ts';
import { bitString, boolean, element, objectIdentifier, octetString, sequence } from './der.ts';

export interface ExtensionsInput {
  readonly isAuthority: boolean;
  /** undefined: none is written. */
  readonly subjectKeyId: Uint8Array | undefined;
  readonly authorityKeyId: Uint8Array | undefined;
  readonly dnsNames: readonly string[];
  readonly ips: readonly Uint8Array[];
  /** Only the alternative names say whose certificate it is. */
  readonly isSubjectEmpty: boolean;
}

export const oids = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** In the order in which Go's crypto/x509 writes them. @throws GoError for a name that is not ASCII. */
export function encodeExtensions(input: ExtensionsInput): Buffer {
  const list = [
    extension(oids.keyUsage, true, keyUsage(input.isAuthority)),
    extension(oids.extendedKeyUsage, false, serverAndClient),
    extension(oids.basicConstraints, true, input.isAuthority ? sequence(boolean(true)) : sequence()),
  ];
  const { subjectKeyId, authorityKeyId, dnsNames, ips } = input;
  if (subjectKeyId) list.push(extension(oids.subjectKeyId, false, octetString(subjectKeyId)));
  if (authorityKeyId) list.push(extension(oids.authorityKeyId, false, sequence(element(0x80, authorityKeyId))));
  if (dnsNames.length + ips.length > 0) {
    list.push(extension(oids.subjectAltName, input.isSubjectEmpty, alternativeNames(dnsNames, ips)));
  }
  return element(0xa3, sequence(...list));
}

function extension(oid: string, isCritical: boolean, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(oid), ...(isCritical ? [boolean(true)] : []), octetString(value));
}

/** digitalSignature (bit 0) and keyEncipherment (2), and keyCertSign (5) for an authority. */
function keyUsage(isAuthority: boolean): Buffer {
  return isAuthority ? bitString(Buffer.of(0b1010_0100), 2) : bitString(Buffer.of(0b1010_0000), 5);
}

const serverAndClient = sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'), objectIdentifier('1.3.6.1.5.5.7.3.2'));

function alternativeNames(dnsNames: readonly string[], ips: readonly Uint8Array[]): Buffer {
  const names = dnsNames.map((name) => {
    if (!isAscii(name)) throw new GoError(`x509: ${quote(name)} cannot be encoded as an IA5String`);
    return element(0x82, Buffer.from(name));
  });
  return sequence(...names, ...ips.map((ip) => element(0x87, ip)));
}

/** 4 bytes for IPv4, also where it is written as IPv6; undefined for what Go takes for no address. */
export function parseIp(text: string): Uint8Array | undefined {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number));
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const bytes = ipv6Bytes(text);
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isMapped ? bytes.subarray(12) : bytes;
}

function ipv6Bytes(text: string): Buffer {
  const [head = '', tail] = text.split('::');
  const before = groupBytes(head);
  const after = groupBytes(tail ?? '');
  return Buffer.from([...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after]);
}

function groupBytes(text: string): number[] {
  return text === ''
    ? []
    : text.split(':').flatMap((group) => {
        if (group.includes('.')) return group.split('.').map(Number);
        const value = Number.parseInt(group, 16);
        return [value >> 8, value & 0xff];
      });
}
