import { type Node, type Program, parse } from 'acorn';
import { CapstanError } from '../../errors/index.ts';
import type { TemplateSource } from '../engine.ts';
import { etaStages, type ParsedTemplate } from '../eta/index.ts';

/** A template's code as a tree, whose nodes can be found in its text. */
export class TemplateProgram {
  readonly parsed: ParsedTemplate;
  readonly body: Program['body'];

  /** @throws CapstanError TEMPLATE_SYNTAX */
  constructor(source: TemplateSource) {
    this.parsed = etaStages().parseTemplate(source);
    this.body = this.parse();
  }

  get source(): TemplateSource {
    return this.parsed.source;
  }

  /** Where a node of the code begins in the template's text. */
  offsetOf(node: Node): number {
    const { segments } = this.parsed.generated;
    const segment = segments.findLast(({ start }) => start <= node.start) ?? segments[0];
    if (!segment) return 0;
    return segment.offset + Math.max(0, Math.min(node.start - segment.start, segment.length));
  }

  /** A node as its author wrote it, on one line. */
  textOf(node: Node): string {
    const text = this.parsed.generated.code.slice(node.start, node.end).replace(/\s+/g, ' ');
    // half a character must not be left
    return text.length > 60 ? `${text.slice(0, 57).replace(/[\ud800-\udbff]$/, '')}…` : text;
  }

  private parse(): Program['body'] {
    const { code } = this.parsed.generated;
    try {
      return parse(code, { ecmaVersion: 2025, allowReturnOutsideFunction: true }).body;
    } catch (error) {
      const { pos = 0, message } = error as { pos?: number; message: string };
      const offset = this.offsetOf({ start: pos, end: pos } as Node);
      throw new CapstanError(
        'TEMPLATE_SYNTAX',
        `template ${this.source.name}: ${message.replace(/ \(\d+:\d+\)$/, '')}`,
        {
          place: etaStages().placeOf(this.source, offset),
          hint: 'what stands in a tag is JavaScript',
        },
      );
    }
  }
}
