import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { CapstanError, fileErrorText } from '../../errors/index.ts';
import { userHome } from '../../user-home.ts';
import { parseYaml, stringifyYaml } from '../../yaml/index.ts';
import type { Env } from '../terminal.ts';
import { CloudApi } from './api.ts';

/** The keys of ~/.omegaml/config.yml, which are those of the environment too. */
const keys = ['OMEGA_USERID', 'OMEGA_APIKEY', 'OMEGA_RESTAPI_URL', 'OMEGA_QUALIFIER'] as const;
type Key = (typeof keys)[number];

export type Settings = Readonly<Partial<Record<Key, string>>>;

export interface AccessFlags {
  readonly userid?: string;
  readonly apikey?: string;
  readonly apiurl?: string;
  readonly qualifier?: string;
  readonly config?: string;
}

export function addAccessFlags(command: Command): Command {
  return command
    .option('--userid <user>', 'who asks ($OMEGA_USERID)')
    .option(
      '--apikey <key>',
      'the key of that user ($OMEGA_APIKEY); stands in the list of processes, prefer `om cloud login`',
    )
    .option('--apiurl <url>', 'where the cloud manager is ($OMEGA_RESTAPI_URL)')
    .option('--qualifier <name>', 'which of several installations at one address ($OMEGA_QUALIFIER)')
    .option('--config <file>', 'where user, key and address are kept (default: ~/.omegaml/config.yml)');
}

/** Flags over the environment over the file. */
export function readSettings(flags: AccessFlags, env: Env): Settings {
  const kept = readFile(flags);
  return {
    ...kept,
    ...Object.fromEntries(keys.flatMap((key) => (env[key] ? [[key, env[key]]] : []))),
    ...(flags.userid === undefined ? {} : { OMEGA_USERID: flags.userid }),
    ...(flags.apikey === undefined ? {} : { OMEGA_APIKEY: flags.apikey }),
    ...(flags.apiurl === undefined ? {} : { OMEGA_RESTAPI_URL: flags.apiurl }),
    ...(flags.qualifier === undefined ? {} : { OMEGA_QUALIFIER: flags.qualifier }),
  };
}

/** Puts these settings beside what else the file has. @throws CapstanError FILE_UNWRITABLE */
export function keepSettings(flags: AccessFlags, settings: Settings): string {
  const path = settingsPath(flags);
  const text = `${stringifyYaml({ ...readDocument(path), ...settings })}\n`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.${process.pid}`, text, { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
  } catch (cause) {
    throw new CapstanError('FILE_UNWRITABLE', `cannot write ${path}: ${fileErrorText(cause)}`, { cause });
  }
  return path;
}

/** @throws CapstanError USAGE when user, key or address are missing */
export function openApi(flags: AccessFlags, env: Env): { readonly api: CloudApi; readonly user: string } {
  const {
    OMEGA_USERID: user,
    OMEGA_APIKEY: key,
    OMEGA_RESTAPI_URL: url,
    OMEGA_QUALIFIER: qualifier,
  } = readSettings(flags, env);
  if (user === undefined || key === undefined || url === undefined) {
    const missing = [user ?? 'the user', key ?? 'the key', url ?? 'the address'].filter((part) =>
      part.startsWith('the '),
    );
    throw new CapstanError('USAGE', `${missing.join(', ')} of the cloud manager is not known`, {
      hint: 'run `om cloud login USER --apiurl http://HOST:PORT` first',
    });
  }
  return { api: new CloudApi({ url, user, key, ...(qualifier === undefined ? {} : { qualifier }) }), user };
}

export function settingsPath({ config }: AccessFlags): string {
  return config ?? join(userHome(process.env), '.omegaml', 'config.yml');
}

function readFile(flags: AccessFlags): Settings {
  const document = readDocument(settingsPath(flags));
  return Object.fromEntries(
    keys.flatMap((key) => (typeof document[key] === 'string' && document[key] !== '' ? [[key, document[key]]] : [])),
  );
}

/** Other programs keep settings of theirs in the same file. */
function readDocument(path: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new CapstanError('FILE_UNREADABLE', `cannot read ${path}: ${fileErrorText(cause)}`, { cause });
  }
  const document = parseYaml(text, { file: path });
  if (document === null || document === undefined) return {};
  if (typeof document === 'object' && !Array.isArray(document)) return document as Record<string, unknown>;
  throw new CapstanError('YAML_INVALID', `${path} is no map of settings`, { place: { file: path } });
}
