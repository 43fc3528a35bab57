import { type CapstanError, isCapstanError } from '../../src/errors/index.ts';

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

/** The CapstanError that a call throws. */
export function caught(call: () => unknown): CapstanError {
  try {
    call();
  } catch (error) {
    if (isCapstanError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
