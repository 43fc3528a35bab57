import { Option } from 'commander';
import type { ProjectChange } from '../scaffold/index.ts';

export interface ChangeFlags {
  readonly dryRun: boolean;
  readonly output: 'text' | 'json';
}

export const dryRunOption = () =>
  new Option('--dry-run', 'say what would be written, and write nothing').default(false);

export const changesOutputOption = () =>
  new Option('-o, --output <format>', 'how to say what was written').choices(['text', 'json']).default('text');

/** Which files were made and which were added to; what could not be known. */
export function printChanges(
  folder: string,
  changes: readonly ProjectChange[],
  notes: readonly string[],
  { dryRun, output }: ChangeFlags,
): string {
  if (output === 'json') {
    const files = changes.map(({ path, action }) => ({ path, action }));
    return `${JSON.stringify({ folder, dryRun, files, notes }, undefined, 2)}\n`;
  }
  return changes.map(({ path, action }) => `${words[action]} ${path}\n`).join('');
}

const words = { create: 'create', update: 'update' } as const;
