import { trimSpace } from '../template/index.ts';

/**
 * Helm's SplitManifests, which splits at `(?:^|\s*\n)---\s*` (blanks being ASCII's): a separator takes the blanks round it
 * along, so that of two that follow each other the second is part of the document. Without documents that are empty.
 */
export function splitDocuments(text: string): string[] {
  const trimmed = trimSpace(text);
  const documents: string[] = [];
  let from = 0;
  if (trimmed.startsWith('---')) from = afterBlanks(trimmed, 3);
  for (let at = trimmed.indexOf('\n---', from); at >= 0; at = trimmed.indexOf('\n---', from)) {
    add(trimmed.slice(from, beforeBlanks(trimmed, at, from)));
    from = afterBlanks(trimmed, at + 4);
  }
  add(trimmed.slice(from));
  return documents;

  function add(document: string): void {
    if (document !== '') documents.push(trimSpace(document));
  }
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function beforeBlanks(text: string, end: number, from: number): number {
  let at = end;
  while (at > from && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d || code === 0x0c;
}
