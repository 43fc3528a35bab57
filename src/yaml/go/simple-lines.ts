import { outside } from './simple-scalar.ts';

/** What starts or ends a document, or a directive. */
const documentMark = /^(?:%|---|\.\.\.)/;

/** The lines of a text, at one that is no blank and no comment. */
export class SimpleLines {
  private readonly text: string;
  /** Where the line behind the one at hand starts. */
  private behind = 0;
  /** The line at hand, without its end. */
  line = '';
  /** Its blanks; -1 at the end of the text. */
  indent = -1;

  constructor(text: string) {
    this.text = text;
    this.next();
  }

  isItem(column: number): boolean {
    const { line } = this;
    if (column < 0 || line.charCodeAt(column) !== 45) return false;
    return line.length === column + 1 || line.charCodeAt(column + 1) === 32;
  }

  /** Goes on to the next line that is no blank and no comment. */
  next(): void {
    const { text } = this;
    let start = this.behind;
    while (start < text.length) {
      let pos = start;
      while (text.charCodeAt(pos) === 32) pos += 1;
      const code = text.charCodeAt(pos);
      let end = text.indexOf('\n', pos);
      if (end < 0) end = text.length;
      if (pos < end && code !== 35) {
        if (pos === start && documentMark.test(text.slice(start, start + 4))) throw outside;
        this.line = text.slice(start, end);
        this.indent = pos - start;
        this.behind = end + 1;
        return;
      }
      start = end + 1;
    }
    this.behind = start;
    this.indent = -1;
  }

  /** The block behind the header, then the next line. */
  readBlock(header: string, indent: number): string {
    if (!blockHeader.test(header)) throw outside;
    const isFolded = header.charCodeAt(0) === 62;
    const { text } = this;
    let body = '';
    let breaks = '';
    let depth = -1;
    let deepestBlank = 0;
    let wasBlank = true;
    let start = this.behind;
    while (start < text.length) {
      let pos = start;
      while (text.charCodeAt(pos) === 32) pos += 1;
      const end = text.indexOf('\n', pos);
      // how a block ends in which the text ends is told by the whole reader
      if (end < 0) throw outside;
      const blanks = pos - start;
      if (pos === end && (depth < 0 || blanks <= depth)) {
        deepestBlank = Math.max(deepestBlank, blanks);
        breaks += '\n';
      } else {
        if (depth < 0) {
          depth = blanks;
          if (deepestBlank > depth) throw outside;
        }
        if (blanks < depth) break;
        const startsBlank = blanks > depth;
        const isJoined = isFolded && !wasBlank && !startsBlank;
        body += `${isJoined ? breaks.slice(1) || ' ' : breaks}${text.slice(start + depth, end)}`;
        wasBlank = startsBlank;
        breaks = '\n';
      }
      start = end + 1;
    }
    if (depth <= indent) throw outside;
    this.behind = start;
    this.next();
    if (header.endsWith('-')) return body;
    return header.endsWith('+') ? body + breaks : `${body}\n`;
  }
}

const blockHeader = /^[|>][-+]?$/;
