import type { Command } from 'commander';
import { catalogue } from '../../errors/index.ts';
import { type Candidate, candidatesFor } from './candidates.ts';

/** What a shell asks for while a person types: a line for each candidate. Never fails, and never keeps the shell waiting for long. */
export async function complete(program: Command, words: readonly string[]): Promise<string> {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? '';
  const found = candidatesFor(program, before, typed);
  switch (found.are) {
    case 'words':
      return linesOf(found.words, typed);
    case 'codes':
      return linesOf(
        Object.entries(catalogue).map(([word, { title }]) => ({ word, summary: title })),
        typed.toUpperCase(),
      );
    case 'files':
      return ':files\n';
    case 'releases': {
      const { releaseNames } = await import('./release-names.ts');
      return linesOf(await releaseNames(before), typed);
    }
  }
}

function linesOf(candidates: readonly Candidate[], typed: string): string {
  return candidates
    .filter(({ word }) => word.startsWith(typed))
    .map(({ word, summary }) => `${word}\t${summary.replace(/\s+/g, ' ')}\n`)
    .join('');
}
