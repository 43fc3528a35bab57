import { CapstanError } from '../../errors/index.ts';

/** What words for helm say of an action. */
export interface HelmArgs {
  readonly wait: boolean;
  /** undefined: 10 minutes. */
  readonly timeout: string | undefined;
  /** A failed install is taken away again. */
  readonly atomic: boolean;
  readonly force: boolean;
  readonly hooks: boolean;
  readonly skipCrds: boolean;
  readonly createNamespace: boolean;
  readonly context: string | undefined;
  /** Wins over the one of the component's environment. */
  readonly kubeconfig: string | undefined;
  /** Wins over the component's. */
  readonly namespace: string | undefined;
  /** In the release's record. */
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly historyMax: number | undefined;
  readonly debug: boolean;
  /** In the order in which they were said. */
  readonly values: readonly ValueArg[];
}

export type ValueArg =
  | { readonly kind: 'file'; readonly file: string }
  /** `text`: --set-file, whose values are files. */
  | { readonly kind: 'typed' | 'string' | 'json' | 'literal' | 'text'; readonly expression: string };

type Mutable<T> = { -readonly [key in keyof T]: T[key] };
type Draft = Omit<Mutable<HelmArgs>, 'values'> & { values: ValueArg[] };

const switches: Readonly<Record<string, (draft: Draft, isOn: boolean) => void>> = {
  '--wait': set('wait'),
  '--wait-for-jobs': set('wait'),
  '--no-wait': (draft, isOn) => {
    draft.wait = !isOn;
  },
  '--atomic': (draft, isOn) => {
    draft.atomic = isOn;
    if (isOn) draft.wait = true; // as helm has it
  },
  '--rollback-on-failure': set('atomic'),
  '--force': set('force'),
  '--no-hooks': (draft, isOn) => {
    draft.hooks = !isOn;
  },
  '--skip-crds': set('skipCrds'),
  '--create-namespace': set('createNamespace'),
  '--debug': set('debug'),
  // What is so anyway: phases say what is installed, specs of before count, charts come with what they depend on …
  '--install': nothing,
  '--reuse-values': nothing,
  '--reset-values': nothing,
  '--reset-then-reuse-values': nothing,
  '--cleanup-on-fail': nothing,
  '--dependency-update': nothing,
  '--render-subchart-notes': nothing,
  '--hide-notes': nothing,
  '--disable-openapi-validation': nothing,
};

const short: Readonly<Record<string, string>> = { f: '--values', n: '--namespace', i: '--install' };

const options: Readonly<Record<string, (draft: Draft, value: string) => void>> = {
  '--timeout': put('timeout'),
  '--kube-context': put('context'),
  '--kubeconfig': put('kubeconfig'),
  '--namespace': put('namespace'),
  '--description': put('description'),
  '--version': put('version'),
  '--history-max': (draft, value) => {
    if (!/^\d{1,6}$/.test(value)) throw refused(`--history-max ${JSON.stringify(value)} is no number`);
    draft.historyMax = Number(value);
  },
  '--values': (draft, file) => draft.values.push({ kind: 'file', file }),
  '--set': (draft, expression) => draft.values.push({ kind: 'typed', expression }),
  '--set-string': (draft, expression) => draft.values.push({ kind: 'string', expression }),
  '--set-json': (draft, expression) => draft.values.push({ kind: 'json', expression }),
  '--set-literal': (draft, expression) => draft.values.push({ kind: 'literal', expression }),
  '--set-file': (draft, expression) => draft.values.push({ kind: 'text', expression }),
};

/**
 * The words of `args`, in helm's flags; a flag that would do nothing here is refused.
 * @throws CapstanError COMPONENT_INVALID
 */
export function parseHelmArgs(words: readonly string[]): HelmArgs {
  const draft: Draft = {
    wait: false,
    timeout: undefined,
    atomic: false,
    force: false,
    hooks: true,
    skipCrds: false,
    createNamespace: true,
    context: undefined,
    kubeconfig: undefined,
    namespace: undefined,
    description: undefined,
    version: undefined,
    historyMax: undefined,
    debug: false,
    values: [],
  };
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const { name, inline } = flagOf(word);
    if (Object.hasOwn(switches, name)) switches[name]?.(draft, asBoolean(name, inline));
    else if (Object.hasOwn(options, name)) options[name]?.(draft, inline ?? next(left, name));
    else throw refused(`${JSON.stringify(name)} is no flag of helm that counts here`);
  }
  return draft;
}

/** `--name`, `--name=value`, `-n`, `-n value`, `-nvalue`. */
function flagOf(word: string): { readonly name: string; readonly inline: string | undefined } {
  const [, letter = '', rest = ''] = /^-([a-z])(.*)$/s.exec(word) ?? [];
  const long = short[letter];
  if (long !== undefined) return { name: long, inline: rest === '' ? undefined : rest.replace(/^=/, '') };
  const [, name = word, inline] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  return { name, inline };
}

function nothing(): void {}

function set(key: 'wait' | 'atomic' | 'force' | 'skipCrds' | 'createNamespace' | 'debug') {
  return (draft: Draft, isOn: boolean) => {
    draft[key] = isOn;
  };
}

/** An empty value is none. */
function put(key: 'timeout' | 'context' | 'version' | 'kubeconfig' | 'namespace' | 'description') {
  return (draft: Draft, value: string) => {
    draft[key] = value === '' ? undefined : value;
  };
}

function next(left: string[], name: string): string {
  const value = left.shift();
  if (value === undefined) throw refused(`${name} needs a value`);
  return value;
}

function asBoolean(name: string, text: string | undefined): boolean {
  if (text === undefined || text === 'true') return true;
  if (text === 'false') return false;
  throw refused(`${name} is either true or false`);
}

function refused(message: string): CapstanError {
  return new CapstanError('COMPONENT_INVALID', `args: ${message}`, {
    hint: `flags: ${[...Object.keys(switches), ...Object.keys(options)].sort().join(' ')}`,
  });
}
