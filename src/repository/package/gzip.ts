import { crc32, deflateRawSync } from 'node:zlib';

/** The mark that Helm leaves in the header of the archives that it packs. */
const extra = Buffer.from('+aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo=');
const comment = Buffer.from('Helm\0');

/** RFC 1952, with an extra field and a comment, which Node's own gzip cannot write. */
export function gzipAsHelm(data: Buffer): Buffer {
  const hasExtraAndComment = 0b1_0100;
  const unknownSystem = 255;
  const head = Buffer.of(0x1f, 0x8b, 8, hasExtraAndComment, 0, 0, 0, 0, 0, unknownSystem);
  const extraSize = Buffer.alloc(2);
  extraSize.writeUInt16LE(extra.length);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(data), 0);
  tail.writeUInt32LE(data.length % 2 ** 32, 4);
  return Buffer.concat([head, extraSize, extra, comment, deflateRawSync(data), tail]);
}
