/** Writes a Go template: texts as they are, actions that add nothing to them. */
export class Writer {
  private out = '';
  private last: 'text' | 'action' | undefined;

  get isEmpty(): boolean {
    return this.last === undefined;
  }

  text(text: string): void {
    if (text === '') return;
    // a brace in front of an action would be taken for a part of its delimiter
    this.out += text.replace(/\{\{+|\{$/g, (braces) => `{{ ${JSON.stringify(braces)} }}`);
    this.last = 'text';
  }

  /** An action that writes; the text round it stays as it is. */
  output(pipeline: string): void {
    this.add(pipeline);
  }

  action(code: string): void {
    this.add(code);
  }

  /** What another writer holds. */
  append(other: Writer): void {
    if (other.isEmpty) return;
    this.out += this.last === 'action' && other.out.startsWith('{{ ') ? `\n{{- ${other.out.slice(3)}` : other.out;
    this.last = other.last;
  }

  toString(): string {
    return this.out;
  }

  /** Actions in a row stand on lines of their own, whose newlines they take away. */
  private add(code: string): void {
    this.out += this.last === 'action' ? `\n{{- ${code} }}` : `{{ ${code} }}`;
    this.last = 'action';
  }
}
