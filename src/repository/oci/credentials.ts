import { type ExecFileException, execFile } from 'node:child_process';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { readIfThere } from '../files.ts';

export interface Credential {
  readonly username?: string;
  readonly password?: string;
  /** Docker's identity token: traded for an access token. */
  readonly refreshToken?: string;
  readonly accessToken?: string;
}

interface ConfigFile {
  readonly auths?: Readonly<Record<string, AuthEntry>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

interface AuthEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/**
 * What the first of Docker's configuration files that knows a registry says about it, by its helper program, its store
 * or itself; undefined when none does.
 * @throws CapstanError REPOSITORY_INVALID for a file that is no JSON, TOOL_FAILED for a helper that fails, TOOL_MISSING for one that is
 *   not there.
 */
export async function findCredential(
  registry: string,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<Credential | undefined> {
  const address = addressOf(registry);
  for (const file of files) {
    const config = await readConfig(file);
    const helper = config.credHelpers?.[address] || config.credsStore;
    const found = helper ? await askHelper(helper, address, file, signal) : ownCredential(config, address, file);
    if (found) return found;
  }
  return undefined;
}

/** Docker Hub is kept under the address that it once had. */
function addressOf(registry: string): string {
  return registry === 'docker.io' || registry === 'registry-1.docker.io' ? 'https://index.docker.io/v1/' : registry;
}

async function readConfig(file: string): Promise<ConfigFile> {
  const text = (await readIfThere(file))?.toString('utf8').trim() ?? '';
  if (text === '') return {};
  try {
    return JSON.parse(text) as ConfigFile;
  } catch (error) {
    // its text may hold passwords: no excerpt
    const place = { file };
    throw new CapstanError('REPOSITORY_INVALID', `failed to decode config file ${file}: invalid config format`, {
      place,
      cause: error,
    });
  }
}

function ownCredential({ auths = {} }: ConfigFile, address: string, file: string): Credential | undefined {
  const entry =
    auths[address] ?? Object.entries(auths).find(([key]) => hostOf(key) === address && key !== address)?.[1];
  if (!entry) return undefined;
  const [username, password] = entry.auth ? decodeAuth(entry.auth, file) : [entry.username, entry.password];
  const credential: Credential = {
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(entry.identitytoken ? { refreshToken: entry.identitytoken } : {}),
    ...(entry.registrytoken ? { accessToken: entry.registrytoken } : {}),
  };
  return Object.keys(credential).length > 0 ? credential : undefined;
}

/** `https://index.docker.io/v1/` → `index.docker.io` */
function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function decodeAuth(auth: string, file: string): [string, string] {
  const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  if (colon >= 0) return [text.slice(0, colon), text.slice(colon + 1)];
  throw new CapstanError('REPOSITORY_INVALID', `${file}: invalid config format: an auth is not user:password`, {
    place: { file },
  });
}

/** The protocol of docker-credential-helpers: the address goes in, JSON comes out. */
async function askHelper(
  helper: string,
  address: string,
  file: string,
  signal?: AbortSignal,
): Promise<Credential | undefined> {
  const program = `docker-credential-${helper}`;
  const { failure, output } = await run(program, address, signal);
  if (failure) {
    if (/credentials not found/i.test(output)) return undefined;
    if (failure.code === 'ENOENT') {
      throw new CapstanError('TOOL_MISSING', `${program} is needed for ${address}, and not found on the PATH`, {
        place: { file },
        hint: 'install it, or take it out of that file; or give --username and --password',
        cause: failure,
      });
    }
    throw new CapstanError('TOOL_FAILED', `${program} get failed: ${messageOf(failure)}`, { cause: failure });
  }
  const { Username: username = '', Secret: secret = '' } = parseHelperOutput(program, output);
  if (username === '<token>') return { refreshToken: secret };
  return secret === '' ? undefined : { username, password: secret };
}

function parseHelperOutput(program: string, output: string): { Username?: string; Secret?: string } {
  try {
    return JSON.parse(output) as { Username?: string; Secret?: string };
  } catch {
    throw new CapstanError('TOOL_FAILED', `${program} get answers with something that is not JSON`);
  }
}

const helperTimeoutMs = 60_000; // it may ask the person to unlock a keychain

function run(
  program: string,
  input: string,
  signal?: AbortSignal,
): Promise<{ readonly failure: ExecFileException | null; readonly output: string }> {
  return new Promise((resolve) => {
    const options = { timeout: helperTimeoutMs, encoding: 'utf8' as const, ...(signal ? { signal } : {}) };
    const child = execFile(program, ['get'], options, (failure, stdout) => resolve({ failure, output: stdout }));
    child.stdin?.on('error', () => {}); // a helper that is not there, or does not read: its exit tells
    child.stdin?.end(input);
  });
}
