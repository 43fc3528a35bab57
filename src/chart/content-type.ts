/**
 * What Go's http.DetectContentType says of a file's first 512 bytes, for a message: the kinds that somebody may take for a
 * chart. A shorter file is held with zeros behind it, as Helm holds it, so that a text is a text only from 512 bytes on.
 */
export function sniffContentType(bytes: Buffer): string {
  const head = Buffer.alloc(512);
  bytes.copy(head, 0, 0, 512);
  const found = signatures.find(([signature]) =>
    head.subarray(0, signature.length).equals(Buffer.from(signature, 'latin1')),
  );
  if (found) return found[1];
  const start = head.toString('latin1').replace(/^[\t\n\f\r ]+/, '');
  if (/^<\?xml/.test(start)) return 'text/xml; charset=utf-8';
  if (htmlStart.test(start)) return 'text/html; charset=utf-8';
  return head.some(isBinary) ? 'application/octet-stream' : 'text/plain; charset=utf-8';
}

const signatures: readonly (readonly [string, string])[] = [
  ['%PDF-', 'application/pdf'],
  ['%!PS-Adobe-', 'application/postscript'],
  ['\xfe\xff', 'text/plain; charset=utf-16be'],
  ['\xff\xfe', 'text/plain; charset=utf-16le'],
  ['\xef\xbb\xbf', 'text/plain; charset=utf-8'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['PK\x03\x04', 'application/zip'],
  ['Rar!\x1a\x07', 'application/x-rar-compressed'],
  ['\x1f\x8b\x08', 'application/x-gzip'],
  ['\0asm', 'application/wasm'],
];

const htmlStart = /^<(?:!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P|!--)[ >]/i;

function isBinary(byte: number): boolean {
  return byte <= 0x08 || byte === 0x0b || (byte >= 0x0e && byte <= 0x1a) || (byte >= 0x1c && byte <= 0x1f);
}
