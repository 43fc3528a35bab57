import { CapstanError } from '../errors/index.ts';

/**
 * What client-go refuses before it asks, in its words: `invalid namespace "a/b": [may not contain '/']`. An empty text is none.
 * @throws CapstanError OBJECT_INVALID
 */
export function checkPathSegment(what: 'namespace' | 'resource name', text: string): void {
  const faults =
    text === '.' || text === '..'
      ? [`may not be '${text}'`]
      : ['/', '%'].filter((character) => text.includes(character)).map((character) => `may not contain '${character}'`);
  if (faults.length === 0) return;
  throw new CapstanError('OBJECT_INVALID', `invalid ${what} ${JSON.stringify(text)}: [${faults.join(' ')}]`);
}
