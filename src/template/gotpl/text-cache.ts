import type { Template } from './template.ts';

/** Enough for the texts that a chart's values hold; each render brings the same ones. */
const maxTexts = 1000;
const maxLength = 4 * 1024 * 1024;

/** Texts that are templates, parsed: the oldest go first. */
export class TextCache {
  private readonly parse: (name: string, text: string) => readonly Template[];
  private readonly parsed = new Map<string, readonly Template[]>();
  private length = 0;

  constructor(parse: (name: string, text: string) => readonly Template[]) {
    this.parse = parse;
  }

  get(name: string, text: string): readonly Template[] {
    const known = this.parsed.get(text);
    if (known) return known;
    const templates = this.parse(name, text);
    this.parsed.set(text, templates);
    this.length += text.length;
    for (const oldest of this.parsed.keys()) {
      if (this.parsed.size <= maxTexts && this.length <= maxLength) break;
      this.parsed.delete(oldest);
      this.length -= oldest.length;
    }
    return templates;
  }
}
