import { isCapstanError } from '../../src/errors/index.ts';

/** The code of the error that a call throws; undefined when it throws none. */
export function codeOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (isCapstanError(error)) return error.code;
    throw error;
  }
}
