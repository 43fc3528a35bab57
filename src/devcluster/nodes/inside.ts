/** The arguments of nsenter that start a program inside of a node. */
export function wordsInside(pid: number, words: readonly string[]): string[] {
  return ['--target', String(pid), '--all', '/bin/sh', '/run/node/join.sh', ...words];
}
