import { Command } from 'commander';
import {
  CapstanError,
  type CatalogueEntry,
  catalogue,
  type ErrorCode,
  type Explanation,
  explanations,
} from '../errors/index.ts';
import { addOutputFlag, type OutputFormat, printData } from './releases/index.ts';

const retryWords = {
  never: 'only a change of the input helps; the operator does not try again by itself',
  backoff: 'the operator tries again, waiting longer each time',
  soon: 'the operator reads again and goes on at once',
};

const examples = `
Examples:
  capstan explain                       all codes
  capstan explain WATCHES_INVALID
  capstan explain hook_failed -o json

Exit codes: 0 done, 1 failed.`;

/** `capstan explain CODE`: what a code of an error message means; all codes when none is given. */
export function explainCommand(): Command {
  const command = new Command('explain')
    .argument('[code]', 'as error messages print it, e.g. WATCHES_INVALID')
    .addHelpText('after', examples);
  return addOutputFlag(command).action((code: string | undefined, { output }: { readonly output: OutputFormat }) => {
    const told = code === undefined ? Object.keys(catalogue).map(describe) : describe(code);
    if (output !== 'table') printData(told, output);
    else process.stdout.write(code === undefined ? listCodes() : explainCode(code));
  });
}

/** @throws CapstanError USAGE when there is no such code. */
export function explainCode(code: string): string {
  const { code: name, title, help, example, again } = describe(code);
  return `${name}: ${title}\n  for example: ${example}\n  what to do: ${help}\n  then: ${again}\n`;
}

function describe(code: string) {
  const name = code.toUpperCase();
  const entry = (catalogue as Readonly<Record<string, CatalogueEntry>>)[name];
  if (!entry) {
    throw new CapstanError('USAGE', `there is no error code "${code}"`, { hint: 'capstan explain lists them all' });
  }
  const { example, help }: Explanation = explanations[name as ErrorCode];
  return { code: name, title: entry.title, example, help, retry: entry.retry, again: retryWords[entry.retry] };
}

function listCodes(): string {
  return Object.entries(catalogue)
    .map(([code, { title }]) => `${code.padEnd(26)}${title}\n`)
    .join('');
}
