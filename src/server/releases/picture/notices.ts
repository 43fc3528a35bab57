import type { CapstanError } from '../../../errors/index.ts';
import type { Notice } from '../types.ts';

/** What is to be said besides a picture, each thing once. */
export class Notices {
  readonly #byMessage = new Map<string, Notice>();

  add(problem: CapstanError | undefined): void {
    if (problem) this.#byMessage.set(problem.message, { code: problem.code, message: problem.message });
  }

  all(): readonly Notice[] {
    return [...this.#byMessage.values()];
  }
}
