import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CapstanError, fileErrorText } from '../../errors/index.ts';
import type { AppOptions, JwtOptions } from '../../server/index.ts';

export interface ServerFlags {
  readonly host: string;
  readonly port?: number;
  readonly publicUrl?: string;
  readonly rateLimit?: number;
  readonly bodyLimit?: number;
  readonly sessionSecretFile?: string;
  readonly jwtSecretFile?: string;
  readonly jwtJwksUrl?: string;
  readonly jwtIssuer?: string;
  readonly jwtAudience?: string;
  readonly jwtUserClaim?: string;
}

export const defaultPort = 8080;

export function addServerFlags(command: Command): Command {
  return command
    .option('--host <address>', 'where to listen; 0.0.0.0 is everywhere', '127.0.0.1')
    .addOption(
      new Option(
        '--port <number>',
        `0: any that is free (default: ${defaultPort}, or any where that is taken)`,
      ).argParser(readPort),
    )
    .addOption(
      new Option('--public-url <url>', 'how clients reach it, where a proxy is between').argParser(readAddress),
    )
    .addOption(new Option('--rate-limit <number>', 'requests a second of one user (default: 100)').argParser(readSize))
    .addOption(new Option('--body-limit <bytes>', 'size of a request (default: 1048576)').argParser(readSize))
    .option('--session-secret-file <file>', 'signs the sessions of the page; several servers share one')
    .option('--jwt-secret-file <file>', 'take bearer tokens that this secret signed (HS256)')
    .option('--jwt-jwks-url <url>', 'take bearer tokens that a key of this address signed')
    .option('--jwt-issuer <name>', 'who has to have issued them')
    .option('--jwt-audience <name>', 'whom they have to be for')
    .option('--jwt-user-claim <name>', 'what in them names the user (default: sub)');
}

/** The part of the app's options that flags say. */
export function appOptionsOf(flags: ServerFlags): Partial<AppOptions> {
  const jwt = jwtOf(flags);
  const limits = {
    ...(flags.rateLimit ? { requests: { perSecond: flags.rateLimit, burst: flags.rateLimit * 5 } } : {}),
    ...(flags.bodyLimit ? { bodyBytes: flags.bodyLimit } : {}),
  };
  return {
    limits,
    ...(flags.publicUrl ? { publicUrl: flags.publicUrl } : {}),
    ...(flags.sessionSecretFile ? { sessionSecret: readSecret(flags.sessionSecretFile) } : {}),
    ...(jwt ? { jwt } : {}),
  };
}

function jwtOf(flags: ServerFlags): JwtOptions | undefined {
  const { jwtSecretFile, jwtJwksUrl, jwtIssuer, jwtAudience, jwtUserClaim } = flags;
  const parts = { ...(jwtIssuer ? { issuer: jwtIssuer } : {}), ...(jwtAudience ? { audience: jwtAudience } : {}) };
  if (!jwtSecretFile && !jwtJwksUrl) return undefined;
  return {
    ...parts,
    ...(jwtSecretFile ? { secret: readSecret(jwtSecretFile) } : {}),
    ...(jwtJwksUrl ? { jwksUrl: jwtJwksUrl } : {}),
    ...(jwtUserClaim ? { userClaim: jwtUserClaim } : {}),
  };
}

function readSecret(file: string): string {
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new CapstanError('FILE_UNREADABLE', fileErrorText(cause, file), { cause });
  }
  if (secret.length >= 32) return secret;
  throw new CapstanError('USAGE', `the secret in ${file} is too short: 32 characters at least`);
}

/** A whole number from 1 on: none at all would be a server that answers nobody. */
export function readSize(text: string): number {
  const size = readCount(text);
  if (size === 0) throw new InvalidArgumentError('It has to be 1 at least.');
  return size;
}

function readPort(text: string): number {
  const port = readCount(text);
  if (port > 65_535) throw new InvalidArgumentError('A port is 65535 at most.');
  return port;
}

function readAddress(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new InvalidArgumentError('It has to be as https://hub.example.com is.');
}

/** A whole number from 0 on. */
function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}
