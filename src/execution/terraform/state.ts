import { readFileSync } from 'node:fs';
import type { Prepared } from './prepare.ts';

/** Whether terraform has made anything that is still there; where the state is elsewhere, only terraform knows. */
export function hasMade({ stateFile }: Prepared): boolean {
  if (stateFile === undefined) return true;
  let text: string;
  try {
    text = readFileSync(stateFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  return !/"resources":\s*\[\s*\]/.test(text);
}
