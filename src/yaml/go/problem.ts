/** Why a text is not read: in go-yaml's words, without its `yaml: ` in front. `line` is where a person should look. */
export class YamlProblem extends Error {
  readonly line: number | undefined;
  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/**
 * A scanner's problem: the line counts from 1, and is left out for the first one.
 * @param line from 0
 */
export function scannerProblem(problem: string, line: number): YamlProblem {
  return new YamlProblem(line === 0 ? problem : `line ${line + 1}: ${problem}`, line + 1);
}

/**
 * A parser's problem: go-yaml prints the line counted from 0, so what it names is the line before.
 * @param line from 0
 */
export function parserProblem(problem: string, line: number): YamlProblem {
  return new YamlProblem(line === 0 ? problem : `line ${line}: ${problem}`, line + 1);
}
