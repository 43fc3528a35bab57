import { fromByteText, isWhole, toByteText } from './byte-text.ts';

export function contains(text: string, part: string): boolean {
  return isWhole(part) ? text.includes(part) : toByteText(text).includes(toByteText(part));
}

export function hasPrefix(text: string, prefix: string): boolean {
  return isWhole(prefix) ? text.startsWith(prefix) : toByteText(text).startsWith(toByteText(prefix));
}

export function hasSuffix(text: string, suffix: string): boolean {
  return isWhole(suffix) ? text.endsWith(suffix) : toByteText(text).endsWith(toByteText(suffix));
}

export function trimPrefix(text: string, prefix: string): string {
  if (!hasPrefix(text, prefix)) return text;
  return isWhole(prefix) ? text.slice(prefix.length) : cutBytes(text, toByteText(prefix).length);
}

export function trimSuffix(text: string, suffix: string): string {
  if (!hasSuffix(text, suffix)) return text;
  return isWhole(suffix) ? text.slice(0, text.length - suffix.length) : cutBytes(text, 0, toByteText(suffix).length);
}

function cutBytes(text: string, front: number, back = 0): string {
  const bytes = toByteText(text);
  return fromByteText(bytes.slice(front, bytes.length - back));
}

/** strings.ReplaceAll: an empty `old` stands before every character and at the end. */
export function replaceText(text: string, old: string, by: string): string {
  if (old === '') return by + [...text].map((char) => char + by).join('');
  if (!isWhole(old)) return fromByteText(toByteText(text).replaceAll(toByteText(old), () => toByteText(by)));
  if (!text.includes(old)) return text;
  return by.includes('$') ? text.replaceAll(old, () => by) : text.replaceAll(old, by);
}

/** strings.SplitN: at most `limit` parts, all when it is negative; an empty separator splits between characters. */
export function splitText(text: string, separator: string, limit = -1): string[] {
  if (limit === 0) return [];
  if (!isWhole(separator)) {
    return splitText(toByteText(text), toByteText(separator), limit).map(fromByteText);
  }
  if (separator === '') return explode(text, limit);
  return limit < 0 ? text.split(separator) : splitFirst(text, separator, limit);
}

function explode(text: string, limit: number): string[] {
  const chars = [...text];
  if (limit < 0 || chars.length <= limit) return chars;
  return [...chars.slice(0, limit - 1), chars.slice(limit - 1).join('')];
}

function splitFirst(text: string, separator: string, limit: number): string[] {
  const parts: string[] = [];
  let from = 0;
  while (parts.length < limit - 1) {
    const at = text.indexOf(separator, from);
    if (at < 0) break;
    parts.push(text.slice(from, at));
    from = at + separator.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** strings.Trim: without the characters of `cutset` at both ends. Any byte that is no UTF-8 stands for all of them. */
export function trimCutset(text: string, cutset: string): string {
  if (cutset.length === 1 && cutset.charCodeAt(0) < 0x80) return trimUnit(text, cutset.charCodeAt(0));
  const cut = new Set(cutset.toWellFormed());
  const chars = [...text];
  let start = 0;
  let end = chars.length;
  while (start < end && cut.has(chars[start]!.toWellFormed())) start += 1;
  while (end > start && cut.has(chars[end - 1]!.toWellFormed())) end -= 1;
  return start === 0 && end === chars.length ? text : chars.slice(start, end).join('');
}

function trimUnit(text: string, unit: number): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === unit) start += 1;
  while (end > start && text.charCodeAt(end - 1) === unit) end -= 1;
  return text.slice(start, end);
}
