import { Command } from 'commander';
import { CapstanError, type CatalogueEntry, catalogue } from '../errors/index.ts';

const retryWords = {
  never: 'only a change of the input helps; the operator does not try again by itself',
  backoff: 'the operator tries again, waiting longer each time',
  soon: 'the operator reads again and goes on at once',
};

/** `capstan explain CODE`: what a code of an error message means; all codes when none is given. */
export function explainCommand(): Command {
  return new Command('explain')
    .argument('[code]', 'as error messages print it, e.g. WATCHES_INVALID')
    .action((code: string | undefined) => {
      process.stdout.write(code === undefined ? listCodes() : explainCode(code));
    });
}

function listCodes(): string {
  return Object.entries(catalogue)
    .map(([code, { title }]) => `${code.padEnd(24)}${title}\n`)
    .join('');
}

/** @throws CapstanError USAGE when there is no such code. */
export function explainCode(code: string): string {
  const name = code.toUpperCase();
  const entry = (catalogue as Readonly<Record<string, CatalogueEntry>>)[name];
  if (!entry) {
    throw new CapstanError('USAGE', `there is no error code "${code}"`, { hint: 'capstan explain lists them all' });
  }
  const hint = entry.hint === undefined ? '' : `  what to do: ${entry.hint}\n`;
  return `${name}: ${entry.title}\n${hint}  then: ${retryWords[entry.retry]}\n`;
}
