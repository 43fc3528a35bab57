import { CapstanError } from '../../errors/index.ts';

/** What a user sent, as a table. @throws CapstanError REQUEST_INVALID */
export function asTable(given: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>;
  throw wrong(`${what} is a table`);
}

export function textsOf(given: unknown, what: string): readonly string[] {
  if (Array.isArray(given) && given.every((one) => typeof one === 'string')) return given;
  throw wrong(`${what} is a list of texts`);
}

export function wrong(message: string): CapstanError {
  return new CapstanError('REQUEST_INVALID', message);
}
