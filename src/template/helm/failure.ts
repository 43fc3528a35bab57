import { CapstanError, type Place } from '../../errors/index.ts';
import { type Calling, continueRecursion, TemplateError } from '../gotpl/index.ts';
import { failMark } from './fail-mark.ts';
import { maxIncludes, nestedTooDeep } from './functions.ts';
import { hintFor } from './hint.ts';

/** The texts of a set by the names of their files, for excerpts. */
export type Texts = ReadonlyMap<string, string>;

/** Helm keeps the place and the last part of Go's message: `parse error at (web/templates/x.yaml:3): unexpected EOF`. */
export function asParseError(error: unknown, texts: Texts): unknown {
  if (!(error instanceof TemplateError)) return error;
  const parts = error.message.split(': ');
  const [, where = ''] = parts;
  return new CapstanError('TEMPLATE_SYNTAX', `parse error at (${where}): ${parts.at(-1) ?? ''}`, {
    ...placeOf(error, texts),
    cause: error,
  });
}

/** Go's message, but for what a chart's author wrote for `required` and `fail`: that stands alone with its place. */
export function asExecuteError(error: unknown, texts: Texts): unknown {
  if (!(error instanceof TemplateError)) return error;
  const failure = continueRecursion(error, stopInclude) ?? error;
  const hint = hintFor(failure);
  return new CapstanError('TEMPLATE_FAILED', messageOf(failure), {
    ...placeOf(failure, texts),
    ...(hint === undefined ? {} : { hint }),
    cause: failure,
  });
}

/** Where Helm would have stopped an include that does not end: JavaScript's stack is full before. */
function stopInclude({ function: name, template }: Calling, times: number): string | undefined {
  return name === 'include' && times > maxIncludes + 1 ? nestedTooDeep(template ?? '') : undefined;
}

const marked = new RegExp(`${failMark.start}(.*)${failMark.end}`, 's');

function messageOf({ kind, message }: TemplateError): string {
  if (kind === 'missing') return message;
  const [, where = '', rest = ''] = /^template: (.*?): (.*)$/s.exec(message) ?? [];
  const [, words] = marked.exec(rest) ?? [];
  return words === undefined ? message : `execution error at (${where}): ${words}`;
}

function placeOf({ places }: TemplateError, texts: Texts): { place?: Place } {
  // what `tpl` was given is no file: the place is where it was called
  const known = places.filter(({ file }) => texts.has(file));
  const [inner, ...outer] = known;
  if (!inner) return {};
  return {
    place: {
      file: inner.file,
      line: inner.line,
      ...(inner.character === undefined ? {} : { column: inner.character }),
      text: texts.get(inner.file)!,
      via: outer.map(({ file, line }) => ({ file, line })),
    },
  };
}
