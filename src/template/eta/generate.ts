import { type Block, findBlocks } from './blocks.ts';
import type { Tag, Token } from './scan.ts';

/** JavaScript of one template, and where each tag's code went. */
export interface Generated {
  readonly code: string;
  readonly segments: readonly Segment[];
  /** The tags that write, by the number the code puts into `__t.at` before it runs one. */
  readonly tags: readonly Tag[];
  readonly blocks: readonly (Block | undefined)[];
}

/** `length` characters of code from `start` on are the template's text from `offset` on, letter by letter. */
export interface Segment {
  readonly start: number;
  readonly offset: number;
  readonly length: number;
}

/**
 * The body of a function `(__t, it, …functions)`. `__t` is the frame of one rendering: `text` takes the text between tags, `at` is
 * the number of the running tag, `value` and `raw` take what `<%=` and `<%~` write.
 */
export function generate(scanned: readonly Token[]): Generated {
  const { tokens, blocks } = findBlocks(scanned);
  const segments: Segment[] = [];
  const tags: Tag[] = [];
  let code = '"use strict";\n';
  const addCode = (tag: Tag) => {
    segments.push({ start: code.length, offset: tag.codeOffset, length: tag.code.length });
    // the newline ends a comment at the end of the tag
    code += `${tag.code}\n`;
  };
  for (const token of tokens) {
    if (token.type === 'text') {
      code += `__t.text(${JSON.stringify(token.text)});\n`;
    } else if (token.type === 'statement') {
      // nothing in front: a statement may go on with what the one before began, as `} else {` does
      addCode(token);
    } else {
      code += `__t.at=${tags.length};__t.${token.type}(`;
      addCode(token);
      code += `,${tags.length});\n`;
      tags.push(token);
    }
  }
  return { code, segments, tags, blocks: tags.map((tag) => blocks.get(tag)) };
}

/** The template's offset of a line and column, both from 1, of the code; undefined when no tag's code stands there. */
export function offsetOfCode(generated: Generated, line: number, column: number): number | undefined {
  let lineStart = 0;
  for (let i = 1; i < line && lineStart >= 0; i += 1) lineStart = generated.code.indexOf('\n', lineStart) + 1;
  const index = lineStart + column - 1;
  const segment = generated.segments.find(({ start, length }) => index >= start && index <= start + length);
  return segment && segment.offset + (index - segment.start);
}
