import { decodeBase64 } from './base64.ts';

export interface PemBlock {
  readonly type: string;
  readonly bytes: Uint8Array;
}

export function encodePem(type: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,64}/g);
  return `-----BEGIN ${type}-----\n${(lines ?? []).map((line) => `${line}\n`).join('')}-----END ${type}-----\n`;
}

/**
 * The first block of a text, as Go's encoding/pem finds it: BEGIN and END stand at the start of a line and name the same
 * type, headers are skipped, what is no block is passed over.
 */
export function decodePem(text: string): PemBlock | undefined {
  for (let from = 0; ; ) {
    const end = text.indexOf(`\n${endMark}`, from);
    if (end < 0) return undefined;
    const begin = text.lastIndexOf(beginMark, end - beginMark.length);
    if (begin >= from && (begin === 0 || text[begin - 1] === '\n')) {
      const block = readBlock(text, begin, end);
      if (block) return block;
    }
    from = end + endMark.length + 1;
  }
}

const beginMark = '-----BEGIN ';
const endMark = '-----END ';
const dashes = '-----';

function readBlock(text: string, begin: number, end: number): PemBlock | undefined {
  const first = lineAt(text, begin);
  if (!first.line.endsWith(dashes)) return undefined;
  const type = first.line.slice(beginMark.length, -dashes.length);
  let from = first.next;
  let hasHeaders = false;
  for (let line = lineAt(text, from); line.line.includes(':'); line = lineAt(text, from)) {
    hasHeaders = true;
    from = line.next;
  }
  if (hasHeaders && from > end + 1) return undefined;
  if (lineAt(text, end + 1).line !== `${endMark}${type}${dashes}`) return undefined;
  const body = from < end ? text.slice(from, end).replace(/[ \t]/g, '') : '';
  const decoded = decodeBase64(body);
  return typeof decoded === 'number' ? undefined : { type, bytes: decoded };
}

function lineAt(text: string, from: number): { line: string; next: number } {
  const at = text.indexOf('\n', from);
  const next = at < 0 ? text.length : at + 1;
  return { line: text.slice(from, at < 0 ? next : at).replace(/[ \t]*\r?$|[ \t]+$/, ''), next };
}
