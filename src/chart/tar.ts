/** What makes a tar archive unreadable, in the words of Go's archive/tar. */
export class TarProblem extends Error {}

export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'device' | 'pipe' | 'entry of an unknown kind';
  /** What the header says; 0 for all that is no file. */
  readonly size: number;
  /** @throws TarProblem when the archive ends before the content does */
  read(): Buffer;
}

const blockSize = 512;
/** Of the records in front of an entry that carry its long name: Go's limit. */
const maxRecordBytes = 1024 * 1024;

/**
 * The entries of an archive: ustar, GNU's long names and PAX records, as Go reads them. Nothing is copied.
 * @throws TarProblem
 */
export function* readTar(bytes: Buffer): Generator<TarEntry> {
  const reader = new TarReader(bytes);
  for (let entry = reader.next(); entry; entry = reader.next()) yield entry;
}

class TarReader {
  private readonly bytes: Buffer;
  private position = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  next(): TarEntry | undefined {
    let longName: string | undefined;
    let records: ReadonlyMap<string, string> = new Map();
    for (;;) {
      const header = this.readHeader();
      if (!header) {
        if (longName !== undefined || records.size > 0) throw new TarProblem('unexpected EOF');
        return undefined;
      }
      const size = readSize(records.get('size')) ?? header.size;
      if (header.type === 'x') records = readRecords(this.readRecord(header.size));
      else if (header.type === 'g') this.readRecord(header.size);
      else if (header.type === 'L') longName = cString(this.readRecord(header.size));
      else if (header.type === 'K') this.readRecord(header.size);
      else return this.toEntry(records.get('path') || longName || header.name, header, size);
    }
  }

  private toEntry(name: string, header: Header, claimed: number): TarEntry {
    const type = header.type === '\0' && name.endsWith('/') ? '5' : header.type;
    const kind = header.isFolder ? 'folder' : (kinds.get(type) ?? 'entry of an unknown kind');
    // links and their like have no content, whatever they claim
    const size = headerOnly.includes(type) ? 0 : claimed;
    const start = this.position;
    this.position += Math.ceil(size / blockSize) * blockSize;
    return { name, kind, size, read: () => this.slice(start, size) };
  }

  private readRecord(size: number): Buffer {
    if (size > maxRecordBytes) throw new TarProblem('archive/tar: header field too long');
    return this.read(size);
  }

  /** The next `size` bytes, and past what fills their last block. */
  private read(size: number): Buffer {
    const data = this.slice(this.position, size);
    this.position += Math.ceil(size / blockSize) * blockSize;
    return data;
  }

  private slice(start: number, size: number): Buffer {
    if (start + size > this.bytes.length) throw new TarProblem('unexpected EOF');
    return this.bytes.subarray(start, start + size);
  }

  /** Undefined at the end: two empty blocks, or no more bytes. */
  private readHeader(): Header | undefined {
    const first = this.readBlock();
    if (!first) return undefined;
    if (!isEmpty(first)) return parseHeader(first);
    const second = this.readBlock();
    if (!second || isEmpty(second)) return undefined;
    throw invalidHeader();
  }

  private readBlock(): Buffer | undefined {
    // behind the end when what fills the last block is missing, which is no harm
    if (this.position >= this.bytes.length) return undefined;
    return this.read(blockSize);
  }
}

const kinds = new Map<string, TarEntry['kind']>([
  ['0', 'file'],
  ['\0', 'file'],
  ['7', 'file'],
  ['1', 'link'],
  ['2', 'link'],
  ['3', 'device'],
  ['4', 'device'],
  ['5', 'folder'],
  ['6', 'pipe'],
]);

const headerOnly = '123456';

interface Header {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** By its mode, which a few writers use for it. */
  readonly isFolder: boolean;
}

function parseHeader(block: Buffer): Header {
  if (!hasRightSum(block)) throw invalidHeader();
  const size = readNumber(block.subarray(124, 136));
  const mode = readNumber(block.subarray(100, 108));
  const name = cString(block.subarray(0, 100));
  const isUstar = block.toString('latin1', 257, 265) === 'ustar\x0000';
  const prefix = isUstar ? cString(block.subarray(345, 500)) : '';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: String.fromCharCode(block[156]!),
    size,
    isFolder: (mode & 0o170000) === 0o040000,
  };
}

/** The sum of all bytes, its own taken for blanks; old writers added signed ones. */
function hasRightSum(block: Buffer): boolean {
  const stored = readNumber(block.subarray(148, 156));
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < blockSize; i += 1) {
    const byte = i >= 148 && i < 156 ? 32 : block[i]!;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return stored === unsigned || stored === signed;
}

/** Octal text, or binary where the first bit is set. */
function readNumber(field: Buffer): number {
  if (field[0]! & 0x80) {
    let value = BigInt(field[0]! & 0x3f);
    for (const byte of field.subarray(1)) value = value * 256n + BigInt(byte);
    if (field[0]! & 0x40 || value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalidHeader();
    return Number(value);
  }
  const text = cString(field).replace(/^[ \0]+|[ \0]+$/g, '');
  if (text === '') return 0;
  if (!/^[0-7]+$/.test(text)) throw invalidHeader();
  return Number.parseInt(text, 8);
}

/** PAX records: `27 path=templates/a.yaml\n`, the length counting itself. */
function readRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(32, at);
    const length = blank < 0 ? Number.NaN : Number(bytes.toString('latin1', at, blank));
    const end = at + length;
    if (!Number.isInteger(length) || length < 5 || end > bytes.length || bytes[end - 1] !== 10) throw invalidHeader();
    const record = bytes.toString('utf8', blank + 1, end - 1);
    const equals = record.indexOf('=');
    if (equals < 1) throw invalidHeader();
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) {
    throw new TarProblem('archive/tar: sparse files are not supported');
  }
  return records;
}

function readSize(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const size = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(size)) throw invalidHeader();
  return size;
}

function invalidHeader(): TarProblem {
  return new TarProblem('archive/tar: invalid tar header');
}

function isEmpty(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}
