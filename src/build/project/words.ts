/**
 * The words of a command, blanks between them, with the quotes of a shell. Returns what is wrong where a shell would do more
 * than that: whoever writes `a && b` does not mean to hand `&&` to `a`.
 */
export function splitWords(line: string): readonly string[] | string {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, single, double, escaped, blank, operator, plain] of line.matchAll(pieces)) {
    if (operator !== undefined) return `"${operator}" means something to a shell, and no shell reads this`;
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word = (word ?? '') + (single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? '');
  }
  if (word !== undefined) words.push(word);
  return words;
}

const pieces = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|(\s+)|([|&;<>()`'"]|\$\()|([^\s'"\\|&;<>()`$]+|\$)/g;
