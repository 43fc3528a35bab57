import { CapstanError, type Place } from '../../errors/index.ts';
import type { TemplateSource } from '../engine.ts';
import type { Template } from './compile.ts';
import { type Generated, offsetOfCode } from './generate.ts';
import { missingHint } from './missing.ts';
import { placeOf } from './place.ts';
import { isExpression } from './realm.ts';

/** What a template's code threw, as an error with the place in the template and what it was included from. */
export function runtimeError(template: Template, at: number, error: unknown): CapstanError {
  const { source, generated } = template;
  if (error instanceof CapstanError && error.place)
    return includedFrom(error, placeOf(source, offsetOfTag(generated, at)));
  const thrown = offsetOfStack(template, error) ?? offsetOfTag(generated, at);
  const missing = missingPath(source.text, thrown, messageOf(error));
  const message = missing ? `${missing.path} is ${missing.value}` : messageOf(error);
  const hint = error instanceof CapstanError ? error.hint : missing && missingHint(missing.path);
  return new CapstanError('TEMPLATE_FAILED', `template ${source.name} failed: ${message}`, {
    place: placeOf(source, missing?.offset ?? thrown),
    ...(hint ? { hint } : {}),
    cause: error,
  });
}

/** What the JavaScript compiler says about a template's code. */
export function syntaxError(
  source: TemplateSource,
  generated: Generated,
  filename: string,
  error: unknown,
): CapstanError {
  const stack = stackOf(error);
  const [, line, arrow = ''] = new RegExp(`^${filename}:(\\d+)\\n.*\\n([ \\t]*)\\^`).exec(stack) ?? [];
  const offset = line ? offsetOfCode(generated, Number(line), arrow.length + 1) : undefined;
  const { at, message, hint } =
    offset === undefined
      ? incomplete(source.text, generated, error)
      : { at: offset, message: messageOf(error), hint: 'what stands in a tag is JavaScript' };
  return new CapstanError('TEMPLATE_SYNTAX', `template ${source.name}: ${message}`, {
    place: placeOf(source, at),
    hint,
  });
}

/** The compiler stumbled over code that is not the author's: something of the author's before it is not complete. */
function incomplete(text: string, generated: Generated, error: unknown): { at: number; message: string; hint: string } {
  const open = unclosedBrace(text, generated);
  if (open !== undefined) {
    return {
      at: open,
      message: 'a block opened with { is never closed',
      hint: 'close it with <% } %>, or <% }) %> where it is the argument of a call',
    };
  }
  const tag = generated.tags.find(({ code }) => !isExpression(code)) ?? generated.tags[0];
  const what = tag ? 'is not one whole expression' : messageOf(error);
  return {
    at: tag?.codeOffset ?? 0,
    message: tag ? `<%${tag.type === 'raw' ? '~' : '='} … %> ${what}` : what,
    hint: 'what stands in <%= %> and <%~ %> is a JavaScript expression, without a semicolon',
  };
}

/** Of templates that include each other without an end, the nearest are enough. */
const maxVia = 8;

function includedFrom(error: CapstanError, outer: Place): CapstanError {
  const inner = error.place!;
  const { file, line } = outer;
  const via = [...(inner.via ?? []).slice(0, maxVia), line === undefined ? { file } : { file, line }];
  return new CapstanError(error.code, error.message, {
    place: { ...inner, via },
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error.cause,
  });
}

function offsetOfTag(generated: Generated, at: number): number {
  return generated.tags[at]?.codeOffset ?? 0;
}

/** The innermost frame of this template's code in the error's stack. */
function offsetOfStack({ generated, filename }: Template, error: unknown): number | undefined {
  const [, line, column] = new RegExp(`${filename}:(\\d+):(\\d+)`).exec(stackOf(error)) ?? [];
  return line ? offsetOfCode(generated, Number(line), Number(column)) : undefined;
}

/** Errors of the template's realm are no instances of this realm's Error. */
function stackOf(error: unknown): string {
  const stack = (error as { stack?: unknown } | null | undefined)?.stack;
  return typeof stack === 'string' ? stack : '';
}

function messageOf(error: unknown): string {
  const message = (error as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(error);
}

/** For `Cannot read properties of undefined (reading 'tag')`: the expression that is undefined, as it stands there. */
function missingPath(
  text: string,
  offset: number,
  message: string,
): { path: string; value: string; offset: number } | undefined {
  const value = /^Cannot (?:read|set) properties of (undefined|null) /.exec(message)?.[1];
  if (!value) return undefined;
  const path = /[\w$]+(?:\??\.[\w$]+|\[[^\][\n]*\])*(?=\s*(?:\.|\[)?\s*$)/.exec(text.slice(0, offset))?.[0];
  return path ? { path, value, offset: text.lastIndexOf(path, offset - 1) } : undefined;
}

/** The offset of the innermost `{` of a statement that no later statement closes. */
function unclosedBrace(text: string, generated: Generated): number | undefined {
  const open: number[] = [];
  for (const { offset, length } of generated.segments) {
    const code = text
      .slice(offset, offset + length)
      .replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (found) =>
        ' '.repeat(found.length),
      );
    for (const [i, character] of [...code].entries()) {
      if (character === '{') open.push(offset + i);
      if (character === '}') open.pop();
    }
  }
  return open.at(-1);
}
