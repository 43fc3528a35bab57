import { existsSync, readFileSync } from 'node:fs';
import { isTable } from '../../chart/index.ts';
import { CapstanError, unreadable } from '../../errors/index.ts';
import { parseYaml } from '../../yaml/index.ts';

/** A cloudmgr.yml: what is so for every component on this machine. */
export interface Config {
  readonly home?: string;
  readonly deployments?: string;
  /** What HELM_LOCAL_CHARTS stands for. */
  readonly charts?: string;
  /** Whose deployments are meant where nobody is named. */
  readonly user?: string;
  /** Environment variables, below those of the caller. */
  readonly env: Readonly<Record<string, string>>;
  /** Values of variables, below the components' own vars_defaults. */
  readonly vars: Readonly<Record<string, unknown>>;
}

const nothing: Config = { env: {}, vars: {} };

/** One that is not there says nothing. Keys that other commands read are passed over. @throws CapstanError COMPONENT_INVALID */
export function readConfig(file: string): Config {
  if (!existsSync(file)) return nothing;
  const data = parseYaml(read(file), { file }) ?? {};
  if (!isTable(data)) throw invalid(file, 'is no table of settings');
  const { env = {}, vars = {} } = data;
  if (!isTable(env) || Object.values(env).some((value) => typeof value === 'object')) {
    throw invalid(file, 'has `env`, which is no table of texts');
  }
  if (!isTable(vars)) throw invalid(file, 'has `vars`, which is no table');
  const texts = ['home', 'deployments', 'charts', 'user'].flatMap((key) => {
    const value = data[key];
    if (value === undefined || value === null) return [];
    if (typeof value !== 'string') throw invalid(file, `has \`${key}\`, which is no text`);
    return [[key, value]];
  });
  return {
    ...Object.fromEntries(texts),
    env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value ?? '')])),
    vars,
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

function invalid(file: string, what: string): CapstanError {
  return new CapstanError('COMPONENT_INVALID', `${file} ${what}`, { place: { file } });
}
