/** What standard base64 stands for, line ends skipped; for a text that is none, where Go says that it is illegal. */
export function decodeBase64(text: string): Buffer | number {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0) return Buffer.from(text, 'base64');
  const illegalAt = findIllegal(text);
  return illegalAt ?? Buffer.from(text.replace(/[\r\n]/g, ''), 'base64');
}

/** Go's words for it. */
export function illegalBase64(at: number): string {
  return `illegal base64 data at input byte ${at}`;
}

const digit = /[A-Za-z0-9+/]/;

/** Undefined when nothing is illegal. Go counts in bytes, but nothing illegal comes after a character of several. */
function findIllegal(text: string): number | undefined {
  const isLineEnd = (at: number) => text[at] === '\n' || text[at] === '\r';
  let digits = 0;
  let at = 0;
  for (; at < text.length; at += 1) {
    if (isLineEnd(at)) continue;
    if (digit.test(text[at]!)) digits += 1;
    else if (text[at] !== '=' || digits % 4 < 2) return at;
    else break;
  }
  // where it ends early Go goes back by the digits it has, whatever line ends lie between
  if (at === text.length) return digits % 4 === 0 ? undefined : at - (digits % 4);
  let next = at + 1;
  if (digits % 4 === 2) {
    while (isLineEnd(next)) next += 1;
    if (next === text.length) return next;
    if (text[next] !== '=') return next - 1;
    next += 1;
  }
  while (isLineEnd(next)) next += 1;
  return next < text.length ? next : undefined;
}
