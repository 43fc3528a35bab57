import { CapstanError, type Place } from '../../errors/index.ts';
import type { Params } from '../../params/index.ts';
import { parseYaml } from '../../yaml/index.ts';
import { type ComponentBase, expandAll, type Variables, type VariableType } from '../components/index.ts';
import { merged, setAt, type Table } from './table.ts';

export interface VariableSources {
  /** Of cloudmgr.yml: below everything. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The entries of the component, those that win last: that of scripts.yml before that of helm.yml. */
  readonly components: readonly ComponentBase[];
  readonly specs: Params;
  /** What `$VARS` in defaults stand for. */
  readonly environment: Variables;
  /** What is to be removed needs no parameters. */
  readonly isRemoval?: boolean;
}

/**
 * The variables of a component for one user: defaults, with what the parameters say laid over them, and over that what is fixed.
 *
 * A parameter sets the variables that vars_map names for it, else the one of its own name; a dot leads into a table. `true`,
 * `false` and whole numbers are such, as `helm --set` takes them, unless vars_types says otherwise; all else is text.
 * @throws CapstanError SPECS_INVALID; the message names parameters, never their values
 */
export function variablesOf(sources: VariableSources): Table {
  const { config, components, specs, environment, isRemoval = false } = sources;
  const together = combine(components);
  if (!isRemoval) checkSpecs(specs, together);
  const parts = [{ defaults: config, name: 'cloudmgr.yml', place: { file: 'cloudmgr.yml' } }, ...components];
  const defaults = parts.map((part) => expanded(part.defaults, part, environment)).reduce(merged, {});
  const given: Table = {};
  for (const [name, text] of Object.entries(specs)) {
    const targets = Object.hasOwn(together.map, name) ? (together.map[name] ?? []) : [name];
    for (const target of targets) {
      const type = typeOf(target, name, together);
      if (text === '' && type !== undefined && type !== 'string') continue; // nothing is none of it: the default counts
      setAt(given, target, typed(text, type, name), false);
    }
  }
  const fixed = components.map((part) => expanded(part.fixed, part, environment));
  return [given, ...fixed].reduce(merged, defaults);
}

function expanded(
  table: Readonly<Record<string, unknown>>,
  { name, place }: { readonly name: string; readonly place: Place },
  environment: Variables,
): Table {
  const result: Table = {};
  for (const [path, value] of Object.entries(expandAll(table, environment, place, `variables of ${name}`) as Table)) {
    setAt(result, path, value, true);
  }
  return result;
}

type Together = Pick<ComponentBase, 'map' | 'types' | 'choices' | 'required'>;

function combine(components: readonly ComponentBase[]): Together {
  return {
    map: Object.assign({}, ...components.map(({ map }) => map)),
    types: Object.assign({}, ...components.map(({ types }) => types)),
    choices: Object.assign({}, ...components.map(({ choices }) => choices)),
    required: [...new Set(components.flatMap(({ required }) => required))],
  };
}

function checkSpecs(specs: Params, { choices, required }: Together): void {
  const missing = required.filter((name) => !specs[name]);
  if (missing.length > 0) {
    throw new CapstanError('SPECS_INVALID', `the parameter ${missing.join(', ')} is missing`, {
      hint: `--specs "${missing.map((name) => `${name}=…`).join(',')}"`,
    });
  }
  for (const [name, allowed] of Object.entries(choices)) {
    const value = specs[name];
    if (value === undefined || value === '' || allowed.includes(value)) continue;
    throw new CapstanError('SPECS_INVALID', `the parameter ${name} is none of ${allowed.join(', ')}`);
  }
}

/** undefined: nobody says. */
function typeOf(target: string, name: string, { types }: Together): VariableType | undefined {
  const said = [target, name].find((one) => Object.hasOwn(types, one));
  return said === undefined ? undefined : types[said];
}

function typed(text: string, type: VariableType | undefined, name: string): unknown {
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw mistyped(name, 'true or false');
    case 'integer':
      if (/^-?\d{1,15}$/.test(text)) return Number(text);
      throw mistyped(name, 'a whole number');
    case 'number':
      if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
      throw mistyped(name, 'a number');
    case 'yaml':
      return yamlOf(text, name);
    default:
      return guessed(text);
  }
}

function guessed(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^(0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

function yamlOf(text: string, name: string): unknown {
  try {
    return parseYaml(text, { file: name });
  } catch {
    throw mistyped(name, 'a value in YAML');
  }
}

function mistyped(name: string, wanted: string): CapstanError {
  return new CapstanError('SPECS_INVALID', `the parameter ${name} has to be ${wanted}`);
}
