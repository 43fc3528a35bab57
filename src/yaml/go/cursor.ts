import { isBreak, isBreakOrEnd } from './characters.ts';
import type { Input } from './input.ts';
import { scannerProblem, type YamlProblem } from './problem.ts';

/** A place in the text, moved forward character by character. */
export class Cursor {
  readonly text: string;
  pos = 0;
  /** The first line is 0. */
  line = 0;
  /** Where the line starts, so that `pos - lineStart` is the column. */
  lineStart = 0;

  /** Whether lines end with LF alone: they are found faster then. */
  readonly hasOnlyLf: boolean;
  private readonly inputProblem: YamlProblem | undefined;

  constructor(input: Input) {
    this.text = input.text;
    this.hasOnlyLf = !otherBreak.test(input.text);
    this.inputProblem = input.problem;
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  code(ahead = 0): number {
    // the texts of problems look a few characters ahead of the end
    const at = this.pos + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : 0;
  }

  /** @throws YamlProblem when what follows cannot be read, and the scanner, who looks a few characters ahead, would see it */
  checkInput(): void {
    if (this.inputProblem !== undefined && this.pos + 4 >= this.text.length) throw this.inputProblem;
  }

  /** Steps over a line break, CR LF as one; does nothing where there is none. */
  skipBreak(): void {
    const code = this.code();
    if (!isBreak(code)) return;
    this.pos += code === 13 && this.code(1) === 10 ? 2 : 1;
    this.lineStart = this.pos;
    this.line += 1;
  }

  /** Steps over a line break. @returns what it counts as in a scalar: LF, but LS and PS themselves */
  readBreak(): string {
    const code = this.code();
    if (!isBreak(code)) return '';
    this.skipBreak();
    return code === 0x2028 ? '\u2028' : code === 0x2029 ? '\u2029' : '\n';
  }

  skipToBreak(): void {
    if (this.hasOnlyLf) {
      const end = this.text.indexOf('\n', this.pos);
      this.pos = end < 0 ? this.text.length - 1 : end;
    } else while (!isBreakOrEnd(this.text.charCodeAt(this.pos))) this.pos += 1;
  }

  /** Whether `---` or `...` stands here, at the start of a line. */
  isAtDocumentIndicator(): boolean {
    if (this.pos !== this.lineStart) return false;
    const code = this.text.charCodeAt(this.pos);
    if (code !== 45 && code !== 46) return false;
    if (this.code(1) !== code || this.code(2) !== code) return false;
    const next = this.code(3);
    return next === 32 || next === 9 || isBreakOrEnd(next);
  }

  problem(problem: string): YamlProblem {
    this.checkInput();
    return scannerProblem(problem, this.line);
  }
}

const otherBreak = /[\r\x85\u2028\u2029]/;
