#!/usr/bin/env node
import './node-version.ts';
import { becomeLean } from './lean-process.ts';
import { printError } from './print-error.ts';
import { runProgram } from './program.ts';
import { hasColor } from './terminal.ts';

void main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithReader);
  try {
    if (words[0] === 'run') becomeLean();
    await runProgram(words);
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(printError(error, { color: hasColor(process.stderr, process.env), json: wantsJson(words) }));
  }
}

/** `capstan … | head`: nobody reads any more, which is no failure. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

function wantsJson(words: readonly string[]): boolean {
  return words.some((word, index) => {
    if (word === '-o' || word === '--output') return words[index + 1] === 'json';
    return word === '-ojson' || word === '--output=json';
  });
}
