import { readdirSync, readFileSync } from 'node:fs';
import { CapstanError, fileErrorText } from '../errors/index.ts';
import { parseYaml } from '../yaml/index.ts';

/** knitd.backend.yaml, as the chart knit-app writes it. */
export interface BackendConfig {
  readonly port: number;
  readonly cluster: {
    readonly namespace: string;
    readonly database: string;
    /** The Secret that agents' and runs' images are pulled with. */
    readonly imagePullSecret?: string;
    readonly dataAgent: {
      readonly image: string;
      readonly port: number;
      readonly volume: {
        readonly storageClassName: string;
        readonly initialCapacity: string;
        /** The group that volumes are written as, where they are not writable by all. */
        readonly fsGroup?: number;
      };
    };
    readonly worker: {
      readonly priority: string;
      readonly init: { readonly image: string };
      readonly nurse: { readonly image: string; readonly serviceAccount: string };
    };
  };
}

/** knitd.yaml. */
export interface FrontConfig {
  readonly dburi: string;
  readonly backendapiroot: string;
  readonly serverport: number;
}

/** hooks.yaml: URLs that are sent a run before and after each change of its state. */
export interface Hooks {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** extra-apis.yaml: what knitd passes on. */
export interface ExtraApi {
  readonly path: string;
  readonly proxy_to: string;
}

export function readBackendConfig(file: string): BackendConfig {
  return read<BackendConfig>(file, ['port', 'cluster.namespace', 'cluster.database', 'cluster.dataAgent.image']);
}

export function readFrontConfig(file: string): FrontConfig {
  return read<FrontConfig>(file, ['dburi', 'backendapiroot', 'serverport']);
}

export function readHooks(file: string | undefined): Hooks {
  const found = file === undefined ? {} : read<{ 'lifecycle-hooks'?: Partial<Hooks> }>(file, []);
  return { before: [], after: [], ...found['lifecycle-hooks'] };
}

export function readExtraApis(file: string | undefined): readonly ExtraApi[] {
  return file === undefined ? [] : (read<{ endpoints?: readonly ExtraApi[] }>(file, []).endpoints ?? []);
}

/** The version of the schema that the schema-upgrader has published in a folder: the highest number of a file there. */
export function publishedVersion(folder: string): number {
  try {
    const numbers = readdirSync(folder).flatMap((name) => /^(\d+)\.sql$/.exec(name)?.[1] ?? []);
    return Math.max(0, ...numbers.map(Number));
  } catch (error) {
    throw unreadable(error, folder);
  }
}

function read<T>(file: string, required: readonly string[]): T {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(error, file);
  }
  const config = parseYaml(text, { file }) as T;
  for (const path of required) {
    const found = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], config);
    if (found === undefined || found === '') throw new CapstanError('FILE_UNREADABLE', `${file} names no ${path}`);
  }
  return config;
}

function unreadable(error: unknown, path: string): CapstanError {
  return new CapstanError('FILE_UNREADABLE', fileErrorText(error, path), { cause: error });
}
