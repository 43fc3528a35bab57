import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { Values } from './chart.ts';
import { SetFailure, SetParser } from './set-parser.ts';
import { fileSyntax, jsonSyntax, literalSyntax, stringSyntax, typedSyntax } from './set-syntax.ts';
import { copyDeep, type Table } from './table.ts';

/** `--set`, `--set-string`, `--set-json`, `--set-file`, `--set-literal`. */
export type SetKind = 'typed' | 'string' | 'json' | 'file' | 'literal';

/**
 * Values with a `name1=value1,name2[0].x=value2` expression applied, as Helm's strvals does: dots lead into tables, `[n]`
 * into lists, `{a,b}` is a list, a backslash takes the next character as it is. 'typed' reads true, false, null and decimal
 * integers, which become bigints: Go's int64; 'json' reads JSON; for 'file' the value is a path that `readText` reads;
 * 'literal' takes the rest as it is.
 * @throws CapstanError SET_INVALID with Helm's words, which quote keys; of 'json' the whole expression.
 */
export function applySet(
  values: Values,
  expression: string,
  kind: SetKind,
  readText: (path: string) => string = () => '',
): Values {
  const target = copyDeep(values) as Table;
  const syntax = kind === 'file' ? fileSyntax(readText) : syntaxes[kind];
  try {
    new SetParser(expression, syntax).parse(target);
    return target;
  } catch (error) {
    if (isCapstanError(error))
      throw new CapstanError(error.code, `${failed('file')}: ${error.message}`, { cause: error });
    if (!(error instanceof SetFailure)) throw error;
    throw new CapstanError(
      'SET_INVALID',
      kind === 'json' ? `${failed(kind)} ${expression}` : `${failed(kind)}: ${error.message}`,
    );
  }
}

const syntaxes = { typed: typedSyntax, string: stringSyntax, json: jsonSyntax, literal: literalSyntax } as const;

function failed(kind: SetKind): string {
  return `failed parsing ${kind === 'typed' ? '--set' : `--set-${kind}`} data`;
}
