import { type CatalogueEntry, catalogue, type ErrorCode, explanations } from '../../src/errors/index.ts';
import { code, generated, page, table } from './markdown.ts';

const retryWords = { never: 'no', backoff: 'yes, waiting longer each time', soon: 'yes, at once' };

/** docs/reference/errors.md */
export function printErrors(): string {
  const rows = Object.entries<CatalogueEntry>(catalogue).map(([name, { title, retry }]) => {
    const { example, help } = explanations[name as ErrorCode];
    return [code(name), title, example, help, retryWords[retry]];
  });
  return page(
    '# Errors',
    generated,
    'Every error has a code. A message on the command line ends with it, a line of the operator’s log has it in the field `code`, and `capstan explain CODE` prints what is said here. "Again" says whether the operator tries again by itself when nobody changes the input.',
    table(['Code', 'What happened', 'For example', 'What to do', 'Again'], rows),
  );
}
