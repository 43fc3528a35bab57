import { CapstanError } from '../../errors/index.ts';
import type { TemplateSource } from '../engine.ts';
import { placeOf } from './place.ts';
import type { Tag, Token } from './scan.ts';

/**
 * Refuses a `<%= %>` that is not a whole YAML scalar: glued to other text, inside quotes or inside a block scalar. Only
 * a whole scalar can be quoted as it needs. Statements between pieces are looked through, for they write nothing.
 * @throws CapstanError TEMPLATE_SYNTAX with the place of the tag.
 */
export function checkValueTags(source: TemplateSource, tokens: readonly Token[]): void {
  const lines = new LineReader();
  tokens.forEach((token, i) => {
    if (token.type === 'text') {
      lines.read(token.text);
    } else if (token.type !== 'statement') {
      if (token.type === 'value') {
        const problem = lines.problemBefore(tokens[i - 1]) ?? lines.problemBehind(tokens, i);
        if (problem) throw refuse(source, token, problem);
      }
      lines.readOutput(tokens[i - 1]);
    }
  });
}

/**
 * The raw tags whose text is read as text, and not as YAML: inside of a block scalar, of quotes or of a comment, or glued to
 * something.
 */
export function findTextTags(tokens: readonly Token[]): ReadonlySet<Tag> {
  const lines = new LineReader();
  const found = new Set<Tag>();
  tokens.forEach((token, i) => {
    if (token.type === 'text') {
      lines.read(token.text);
    } else if (token.type !== 'statement') {
      if (token.type === 'raw' && (lines.isInText(tokens[i - 1]) || lines.problemBehind(tokens, i))) found.add(token);
      lines.readOutput(tokens[i - 1]);
    }
  });
  return found;
}

interface Problem {
  readonly what: string;
  readonly hint: string;
}

const glued: Problem = {
  what: 'is only a piece of a YAML value',
  hint: 'build the whole value in one tag, with a template literal: <%= `${it.Release.Name}-secrets` %>',
};
const inQuotes: Problem = {
  what: 'stands inside quotes, which it writes itself where they are needed',
  hint: 'remove the quotes round the tag, and build the whole value in it: <%= `…${x}…` %>',
};
const inBlock: Problem = {
  what: 'stands inside a block scalar, where nothing can be quoted',
  hint: 'write it as raw text there: <%~ x %>',
};

/** Reads the text of a template as lines of YAML, as far as it takes to know what a tag stands in. */
class LineReader {
  /** The current line so far, an output written as OUT. */
  private line = '';
  private quote: '"' | "'" | undefined;
  /** `''` inside of single quotes closes and opens them again. */
  private isQuoteJustClosed = false;
  private flowDepth = 0;
  private isComment = false;
  /** Indent of the line that opened a block scalar, while lines belong to it. */
  private blockIndent: number | undefined;
  private isBlockLine = false;

  read(text: string): void {
    for (const character of text) {
      if (character === '\n') this.endLine();
      else this.readCharacter(character);
    }
  }

  readOutput(previous: Token | undefined): void {
    // two outputs with only statements between them are alternatives, as in `if … else …`
    if (!(previous?.type === 'statement' && this.line.endsWith(OUT))) this.line += OUT;
  }

  problemBefore(previous: Token | undefined): Problem | undefined {
    this.enterLine(false);
    if (this.isComment) return undefined;
    if (this.isBlockLine) return inBlock;
    if (this.quote) return inQuotes;
    const before = previous?.type === 'statement' && this.line.endsWith(OUT) ? this.line.slice(0, -1) : this.line;
    return (this.flowDepth > 0 ? flowValueStart : valueStart).test(before) ? undefined : glued;
  }

  isInText(previous: Token | undefined): boolean {
    return this.problemBefore(previous) !== undefined || this.isComment;
  }

  problemBehind(tokens: readonly Token[], tag: number): Problem | undefined {
    return this.isComment || isEndBehind(tokens, tag, this.flowDepth > 0) ? undefined : glued;
  }

  private readCharacter(character: string): void {
    if (character !== ' ' && character !== '\t') this.enterLine(true);
    const last = this.line.at(-1);
    const wasQuoted = this.quote !== undefined;
    this.line += character;
    if (this.isBlockLine || this.isComment) return;
    this.readMark(character, last);
    this.isQuoteJustClosed = wasQuoted && this.quote === undefined;
  }

  private readMark(character: string, last: string | undefined): void {
    if (this.quote) {
      if (character === this.quote && !(character === '"' && last === '\\')) this.quote = undefined;
    } else if (character === '#' && (last === undefined || last === ' ' || last === '\t')) {
      this.isComment = true;
    } else if (character === "'" && last === "'" && this.isQuoteJustClosed) {
      this.quote = character;
    } else if ((character === '"' || character === "'") && this.isValueStart(1)) {
      this.quote = character;
    } else if ((character === '[' || character === '{') && this.isValueStart(1)) {
      this.flowDepth += 1;
    } else if (this.flowDepth > 0 && (character === ']' || character === '}')) {
      this.flowDepth -= 1;
    }
  }

  private isValueStart(behind: number): boolean {
    return (this.flowDepth > 0 ? flowValueStart : valueStart).test(this.line.slice(0, -behind));
  }

  /** At the first character of a line that is no blank: does the line still belong to the block scalar? */
  private enterLine(isText: boolean): void {
    if (this.blockIndent === undefined || this.isBlockLine) return;
    if (!/^[ \t]*$/.test(this.line)) return;
    this.isBlockLine = this.line.length > this.blockIndent;
    if (!this.isBlockLine && isText) this.blockIndent = undefined;
  }

  private endLine(): void {
    if (!this.isBlockLine && !this.isComment && !this.quote && blockHeader.test(this.line)) {
      this.blockIndent = indentOf(this.line);
    } else if (!this.isBlockLine && /\S/.test(this.line)) {
      this.blockIndent = undefined;
    }
    this.line = '';
    this.isBlockLine = false;
    this.isComment = false;
  }
}

const OUT = '\u0001';
/** Where a value or a key may begin: a line's start, behind `- `, `: ` or `? `, and behind an anchor or a tag. */
const valueStart = /(?:^\s*|(?:^\s*|\s)[-?]\s+|:\s+)(?:[&!]\S*\s+)*$/;
const flowValueStart = /(?:^\s*|[[{,]\s*|:\s+)(?:[&!]\S*\s+)*$/;
const blockHeader = /(?:^\s*|[-?:]\s+)(?:[&!]\S*\s+)*[|>][-+0-9]*\s*$/;

/** Of the node a block scalar belongs to: `- a: |` is indented by 2, `- |` by 0. */
function indentOf(line: string): number {
  const dashes = /^(?:\s*-\s+)*/.exec(line)![0];
  return /^[|>]/.test(line.slice(dashes.length)) ? dashes.search(/-\s+$/) : /^(?:\s*-\s+)*\s*/.exec(line)![0].length;
}

/** Does the value of a tag end with it? What statements stand between is looked through. */
function isEndBehind(tokens: readonly Token[], tag: number, isInFlow: boolean): boolean {
  let i = tag + 1;
  while (tokens[i]?.type === 'statement') i += 1;
  const next = tokens[i];
  if (next === undefined) return true;
  // two outputs with statements between them are alternatives
  if (next.type !== 'text') return i > tag + 1;
  const rest = next.text.split('\n', 1)[0]!;
  if (/^\s+#/.test(rest) || /^\s*:(?:\s|$)/.test(rest)) return true;
  if (isInFlow && /^\s*[,\]}]/.test(rest)) return true;
  if (!/^\s*$/.test(rest)) return false;
  const isLineEnd = rest.length < next.text.length || i === tokens.length - 1;
  return isLineEnd || tokens[i + 1]?.type === 'statement';
}

function refuse(source: TemplateSource, tag: Tag, { what, hint }: Problem): CapstanError {
  return new CapstanError('TEMPLATE_SYNTAX', `template ${source.name}: <%= ${shorten(tag.code)} %> ${what}`, {
    place: placeOf(source, tag.offset),
    hint,
  });
}

function shorten(code: string): string {
  const line = code.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
