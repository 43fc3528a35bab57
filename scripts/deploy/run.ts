import { parseArgs } from 'node:util';
import { printError } from '../../src/cli/print-error.ts';
import { hasColor } from '../../src/cli/terminal.ts';
import { CapstanError, messageOf } from '../../src/errors/index.ts';

export interface ScriptFlags {
  readonly output?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly help?: boolean;
}

const options = {
  output: { type: 'string', short: 'o' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Runs a script of the Makefile's: its flags, its usage, and an error as the program itself tells one. */
export async function runScript(
  usage: string,
  work: (flags: ScriptFlags, words: string[]) => Promise<void>,
): Promise<void> {
  const isJson = /(^| )(-o ?|--output[= ])json( |$)/.test(process.argv.slice(2).join(' '));
  try {
    const { values, positionals } = readArguments();
    if (values.help) process.stdout.write(usage);
    else await work(values, positionals);
  } catch (error) {
    process.stderr.write(printError(error, { color: hasColor(process.stderr, process.env), json: isJson }));
    process.exitCode = 1;
  }
}

function readArguments() {
  try {
    const read = parseArgs({ options, allowPositionals: true });
    const { output } = read.values;
    if (output !== undefined && output !== 'json') throw new Error(`-o ${output} is not known, only json`);
    return read;
  } catch (error) {
    throw new CapstanError('USAGE', messageOf(error), { cause: error });
  }
}
