import { messageOf } from '../../errors/index.ts';
import { compileText, slimFuncs } from '../../template/index.ts';
import { expandEnv } from './expand-env.ts';
import { EntryError, type Field } from './field.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * As helm-operator does it at the start: first `$NAME` and `${NAME}`, which leaves templates no variables of their own, then a
 * Go template with slim-sprig's functions and no data. What comes of it is a text.
 * @throws EntryError in Go's words
 */
export function expandOverride(path: string, text: string, field: Field, env: Env): string {
  const expanded = expandEnv(text, env);
  if (!expanded.includes('{{')) return expanded;
  try {
    const funcs = slimFuncs(env, (inner) => expandEnv(inner, env));
    return compileText(expanded, { name: path, funcs }).execute(null);
  } catch (error) {
    const message = `override value "${path}" is a template that fails: ${messageOf(error).replace(/^template: /, '')}`;
    throw new EntryError(message, field, hint);
  }
}

const hint =
  '$NAME is replaced before the template is read; it has Go’s functions and slim-sprig’s: {{ env "NAME" | default "x" }}';
