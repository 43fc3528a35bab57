import { type Params, parseParams } from '../../params/index.ts';
import type { Parameter } from '../representations.ts';

/** Parameters that the server has taken can be read; what else there is has none. */
export function readParams(text: string): Params {
  try {
    return parseParams(text);
  } catch {
    return {};
  }
}

/** What stands in the fields of a form at first: what is set, else the default. */
export function startValues(parameters: readonly Parameter[], set: Params): Record<string, string> {
  const defaults = parameters.flatMap(({ name, default: value }) =>
    value === undefined || value === null ? [] : [[name, String(value)] as const],
  );
  return { ...Object.fromEntries(defaults), ...set };
}

/**
 * What a form sends. An install says all that its fields hold; an update says what it changes, the rest stays as it was given
 * before; a removal needs nothing.
 */
export function paramsToSend(phase: string, values: Params, set: Params): Record<string, string> {
  if (phase === 'remove') return {};
  const said = Object.entries(values).filter(([key, value]) =>
    phase === 'update' ? value !== (set[key] ?? '') : value !== '',
  );
  return Object.fromEntries(said);
}

/** What is wrong with a value, if anything. */
export function faultOf(parameter: Parameter, value: string): string | undefined {
  if (value === '') return parameter.required ? 'A value is needed.' : undefined;
  if (parameter.type === 'integer' && !/^-?\d+$/.test(value)) return 'This is a whole number.';
  return undefined;
}

/** Is a key that a parameter may have. */
export function isKey(text: string): boolean {
  return /^[A-Za-z_][\w./-]*$/.test(text);
}

/** The same command for a terminal. @param self whoever is signed in */
export function commandLine(
  command: { offering: string; user: string; phase: string; params: string; deployment?: string },
  self: string,
): string {
  const { offering, user, phase, params, deployment } = command;
  const words =
    user === self && deployment === undefined
      ? ['om', 'cloud', phase === 'install' ? 'add' : phase, offering, ...(params ? ['--specs', params] : [])]
      : [
          ...['cloudmgr', 'deployservice', '--phase', phase, '--service', offering, '--user', user],
          ...(params ? ['--params', params] : []),
          ...(deployment ? ['--deployment', deployment] : []),
        ];
  return words.map(shellWord).join(' ');
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
