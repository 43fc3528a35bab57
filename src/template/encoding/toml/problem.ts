/** What is wrong with a TOML text, without the place in front. */
export class TomlProblem extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}
