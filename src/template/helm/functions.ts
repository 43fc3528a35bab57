import { encodingFuncs } from '../encoding/index.ts';
import { type Funcs, GoError, quote, type Run, running, type Value } from '../go/index.ts';
import { TemplateError } from '../gotpl/index.ts';
import { sprigFuncs } from '../sprig/index.ts';
import { failMark } from './fail-mark.ts';
import type { HelmWorld } from './world.ts';

/** Helm: an include of one name that is this deep in itself does not end. */
export const maxIncludes = 1000;

const ownFuncs: Funcs = {
  include: running(['string', 'any'], include),
  tpl: running(['string', 'any'], tpl),
  required: running(['string', 'any'], (run, message, value) => {
    if (value !== null && value !== '') return value;
    // the numbers are those of lines of Helm 3.21.4, which its log prints
    return refuse(run, message, `engine.go:${value === null ? 206 : 214}: [INFO] Missing required value: ${message}`);
  }),
  fail: running(['string'], (run, message) => refuse(run, message, `engine.go:227: [INFO] Fail: ${message}`)),
  lookup: running(['string', 'string', 'string', 'string'], (run, apiVersion, kind, namespace, name) =>
    run.world.lookup(apiVersion, kind, namespace, name),
  ),
  getHostByName: running(['string'], (run, name) => run.world.resolveHost(name)),
};

/** All that a Helm template may call besides Go's own functions. */
export const helmFuncs: Funcs = { ...sprigFuncs, ...encodingFuncs, ...ownFuncs };

function include(run: Run, name: string, data: Value): Value {
  const { including } = run.world as HelmWorld;
  const depth = including.get(name) ?? 0;
  if (depth > maxIncludes) throw new GoError(nestedTooDeep(name));
  including.set(name, depth + 1);
  try {
    return run.execute(name, data);
  } finally {
    including.set(name, depth);
  }
}

/** Helm's words for an include of a name that is too deep in itself. */
export function nestedTooDeep(name: string): string {
  return `rendering template has a nested reference name: ${name}: unable to execute template`;
}

function tpl(run: Run, text: string, data: Value): Value {
  try {
    return run.executeText(text, data).replaceAll('<no value>', '');
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const what = error.kind === 'syntax' ? 'cannot parse template' : 'error during tpl function execution for';
    throw new GoError(`${what} ${quote(text)}: ${error.message}`, { cause: error });
  }
}

function refuse(run: Run, message: string, tolerated: string): Value {
  const { tolerate } = run.world as HelmWorld;
  if (!tolerate) throw new GoError(`${failMark.start}${message}${failMark.end}`);
  tolerate(tolerated);
  return '';
}
