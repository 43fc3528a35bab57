import { type Context, compileFunction, constants, createContext } from 'node:vm';

/**
 * Template code runs in a realm of its own that has JavaScript and nothing of Node: no process, require, fetch, timers.
 * What would make two renders differ (Date, Math.random, the machine's locale) is taken out too, and the rest is frozen,
 * so that no template can leave something behind for another. This keeps honest charts deterministic; it is no wall
 * against a hostile one, for charts are trusted code.
 */
let realm: Context | undefined;

export type TemplateFunction = (...args: unknown[]) => void;

/** @throws SyntaxError of the realm, whose stack begins with `FILENAME:LINE` and a line with a caret. */
export function compileInRealm(code: string, parameters: readonly string[], filename: string): TemplateFunction {
  realm ??= createRealm();
  return compileFunction(code, parameters, { filename, parsingContext: realm }) as TemplateFunction;
}

/** True when the code is an expression by itself. It is compiled, never run. */
export function isExpression(code: string): boolean {
  try {
    compileInRealm(`return (${code}\n)`, [], 'expression');
    return true;
  } catch {
    return false;
  }
}

const taken = [
  'Date',
  'Intl',
  'console',
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'WeakRef',
  'FinalizationRegistry',
];

const setUp = `
for (const name of ${JSON.stringify(taken)}) delete globalThis[name];
delete Math.random;
Error.stackTraceLimit = 50;
for (const name of Object.getOwnPropertyNames(globalThis)) {
  const value = globalThis[name];
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null) || value === globalThis) continue;
  Object.freeze(value);
  if (value.prototype && value !== Error) Object.freeze(value.prototype);
}
Object.freeze(globalThis);
`;

function createRealm(): Context {
  // a plain global object, not a contextified one: it can be frozen
  const context = createContext(constants.DONT_CONTEXTIFY);
  compileFunction(setUp, [], { parsingContext: context })();
  process.on('unhandledRejection', leaveTemplatesAlone);
  return context;
}

/**
 * Nobody waits for what a template does later (`async`, `import()`), and its failure must not end the program. The promises
 * of templates are no instances of this realm's Promise; what is left of the program's own ends it, as it would without us.
 */
function leaveTemplatesAlone(reason: unknown, promise: Promise<unknown>): void {
  if (promise instanceof Promise) throw reason;
}
