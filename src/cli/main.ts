#!/usr/bin/env node
import './node-version.ts';
import { becomeLean } from './lean-process.ts';
import { type ErrorForm, printError } from './print-error.ts';
import { helmCommands, type ProgramName, runProgram } from './program.ts';
import { hasColor, isTerminal } from './terminal.ts';

void main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<void> {
  try {
    const name = programName();
    if (name === 'capstan' && words[0] === 'run') becomeLean();
    if (words[0] !== 'template') guardStreams();
    await runProgram(words, name);
  } catch (error) {
    process.exitCode = 1;
    guardStreams();
    const color = hasColor(process.stderr, process.env);
    process.stderr.write(printError(error, { color, json: wantsJson(words), form: formOf(words) }));
  }
}

/** copctl.js, or a link that is called copctl, is copctl; so are cloudmgr and om. */
function programName(): ProgramName {
  const [, name] = /(?:^|\/)(copctl|cloudmgr|om)(?:\.\w+)?$/.exec(process.argv[1] ?? '') ?? [];
  return (name as ProgramName | undefined) ?? 'capstan';
}

/** `capstan template` does without streams as long as it can: it has its own way to print. */
function guardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.listenerCount('error') === 0) stream.on('error', endWithReader);
  }
}

/** `capstan … | head`: nobody reads any more, which is no failure. A closed terminal (EIO) is said by SIGHUP, and work ends in order. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EIO') return;
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

/** Scripts that were written for helm read its words; a person at a terminal, or who asks for it, sees place and hint too. */
function formOf(words: readonly string[]): ErrorForm {
  if (!helmCommands.has(words.find((word) => !word.startsWith('-')) ?? '')) return 'capstan';
  return isTerminal(process.stderr) || words.includes('--debug') ? 'helm with place' : 'helm';
}

function wantsJson(words: readonly string[]): boolean {
  return words.some((word, index) => {
    if (word === '-o' || word === '--output') return words[index + 1] === 'json';
    return word === '-ojson' || word === '--output=json';
  });
}
