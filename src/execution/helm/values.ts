import { readFileSync } from 'node:fs';
import { applySet, isTable, mergeValues, type Values } from '../../chart/index.ts';
import { CapstanError, unreadable } from '../../errors/index.ts';
import { parseYaml, stringifyYaml } from '../../yaml/index.ts';
import type { Table } from '../variables/index.ts';
import type { ValueArg } from './args.ts';

/**
 * What a release is made with: files of `args` lie under the user's variables, --set and its like over them, as when helm is
 * given `-f file -f values.yaml --set …`. Secrets are not in it.
 */
export function valuesOf(variables: Table, args: readonly ValueArg[], pathOf: (file: string) => string): Values {
  let values: Values = {};
  for (const arg of args) if (arg.kind === 'file') values = mergeValues(values, readValues(pathOf(arg.file)));
  values = mergeValues(values, variables as Values);
  for (const arg of args) {
    if (arg.kind === 'file') continue;
    const kind = arg.kind === 'text' ? 'file' : arg.kind;
    values = applySet(values, arg.expression, kind, (file) => readText(pathOf(file)));
  }
  return values;
}

/** The text of values.yaml: made anew by every phase. */
export function valuesText(values: Values, component: string, user: string): string {
  const note = `# Made by cloudmgr for component ${component} of user ${user}; the next phase makes it anew.\n`;
  return Object.keys(values).length === 0
    ? `${note}{}\n`
    : `${note}${stringifyYaml(withoutBigints(values)).trimEnd()}\n`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

function readValues(file: string): Values {
  const data = parseYaml(readText(file), { file }) ?? {};
  if (isTable(data)) return data as Values;
  throw new CapstanError('COMPONENT_INVALID', `${file} is no table of values`, { place: { file } });
}

/** --set makes Go's int64. */
function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(withoutBigints);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutBigints(one)]));
}
