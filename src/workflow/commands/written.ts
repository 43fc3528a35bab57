import type { CommandView } from './view.ts';

/** What the database says of a command that it has just written. */
export type Written = Pick<CommandView, 'id' | 'status' | 'status_message' | 'attempt' | 'created' | 'updated'>;

export function viewOf(
  { offering, user, params, by }: Pick<CommandView, 'offering' | 'user' | 'params' | 'by'>,
  written: Written & Pick<CommandView, 'phase' | 'deployment'>,
): CommandView {
  return { ...written, offering, user, params, by, cancel_requested: null, started: null, ended: null };
}
