import { CapstanError, formatError, messageOf } from '../errors/index.ts';

/** How an error starts: with our `error:`, or with Helm's `Error:` and words, with or without what we know besides. */
export type ErrorForm = 'capstan' | 'helm' | 'helm with place';

export interface PrintErrorOptions {
  readonly form?: ErrorForm;
  readonly color: boolean;
  /** One JSON object instead of text for people. */
  readonly json: boolean;
}

/** What a failed command says, with a line end. What is no CapstanError is a bug: its stack is printed, for the report. */
export function printError(error: unknown, options: PrintErrorOptions): string {
  const known = error instanceof CapstanError ? error : asBug(error);
  if (options.json) return `${JSON.stringify({ error: describe(known) })}\n`;
  const stack = known === error ? '' : `${error instanceof Error ? (error.stack ?? '') : ''}\n`;
  // Helm has no words for a place in Eta: its errors come in ours
  const isEta = known.place?.file.endsWith('.eta') === true;
  if (options.form === 'helm' && !isEta) return `${stack}Error: ${known.message}\n`;
  const text = formatError(known, options);
  return `${stack}${(options.form ?? 'capstan') !== 'capstan' ? text.replace('error', 'Error') : text}\n`;
}

function asBug(error: unknown): CapstanError {
  return new CapstanError('INTERNAL', messageOf(error), { cause: error });
}

function describe({ code, message, place, hint }: CapstanError): object {
  return {
    code,
    message,
    ...(place ? { place: { file: place.file, line: place.line, column: place.column, via: place.via } } : {}),
    ...(hint === undefined ? {} : { hint }),
  };
}
