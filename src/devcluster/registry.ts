import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { stringify } from 'yaml';
import { CapstanError } from '../errors/index.ts';
import { writePrivate } from './credentials.ts';
import { guard, reap, writePids } from './pid-file.ts';
import { portTaken } from './port-holder.ts';
import { canListen } from './ports.ts';
import { describeExit, ManagedProcess, type ProcessExit, tailOf } from './process.ts';

export interface RegistryOptions {
  /** Images, configuration and log are here; must be its own. */
  readonly dir: string;
  /** The `registry` program of the distribution project. */
  readonly program: string;
  readonly address: string;
  readonly port: number;
  readonly tls: RegistryCertificates;
}

/** Paths of PEM files. */
export interface RegistryCertificates {
  readonly certificate: string;
  readonly key: string;
  /** Whose certificate clients trust. */
  readonly authority: string;
}

export interface Registry {
  /** ADDRESS:PORT. */
  readonly host: string;
  readonly logFile: string;
  /** Resolves when it ends and nobody stopped it. */
  readonly failed: Promise<ProcessExit>;
  stop(): Promise<void>;
}

const readyWithinMs = 30_000;
const pollEveryMs = 50;
const stopGraceMs = 5_000;

/**
 * An image registry with TLS and without users, whose images stay in its folder. It ends with `stop()`, and also when this
 * process dies.
 * @throws CapstanError LISTEN_FAILED, TOOL_FAILED with the end of what it wrote
 */
export async function startRegistry(options: RegistryOptions, signal?: AbortSignal): Promise<Registry> {
  const { dir, address, port } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  await reap(dir);
  if (!(await canListen(port, address))) throw portTaken(port, address, portHint);
  const config = join(dir, 'config.yml');
  writePrivate(config, stringify(configOf(options)));
  const release = guard(dir);
  const running = await start(options, config);
  writePids(dir, [{ pid: running.pid, name: 'registry' }]);
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    await running.stop(stopGraceMs);
    writePids(dir, []);
    release();
  };
  try {
    await answers(running, options, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    host: `${address}:${port}`,
    logFile: running.logFile,
    failed: running.exited.then((exit) => (isStopping ? new Promise<never>(() => {}) : exit)),
    stop,
  };
}

export const portHint = 'stop it, or choose another port with --registry-port';

async function start({ dir, program }: RegistryOptions, config: string): Promise<ManagedProcess> {
  try {
    return await ManagedProcess.start({
      name: 'registry',
      file: program,
      args: ['serve', config],
      cwd: dir,
      env: { PATH: '/usr/bin:/bin', HOME: dir, OTEL_TRACES_EXPORTER: 'none' },
      logFile: join(dir, 'registry.log'),
    });
  } catch (error) {
    const message = `the registry cannot be started: ${(error as Error).message}`;
    throw new CapstanError('TOOL_FAILED', message, { cause: error, hint: `is ${program} a program of this machine?` });
  }
}

function configOf({ dir, address, port, tls }: RegistryOptions): object {
  return {
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(dir, 'images') }, delete: { enabled: true } },
    http: { addr: `${address}:${port}`, tls: { certificate: tls.certificate, key: tls.key } },
  };
}

async function answers(
  running: ManagedProcess,
  { address, port, tls }: RegistryOptions,
  signal?: AbortSignal,
): Promise<void> {
  const dispatcher = new Agent({ connect: { ca: readFileSync(tls.authority, 'utf8'), timeout: 2_000 } });
  const deadline = Date.now() + readyWithinMs;
  try {
    while (!(await isUp(`https://${address}:${port}/v2/`, dispatcher))) {
      signal?.throwIfAborted();
      const { exitStatus } = running;
      if (exitStatus !== undefined) throw notReady(describeExit(exitStatus), running);
      if (Date.now() > deadline) throw notReady(`the registry is not ready after ${readyWithinMs / 1_000} s`, running);
      await sleep(pollEveryMs, undefined, signal === undefined ? {} : { signal });
    }
  } finally {
    await dispatcher.destroy();
  }
}

async function isUp(url: string, dispatcher: Agent): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { dispatcher });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false; // it does not listen yet
  }
}

function notReady(what: string, { logFile }: ManagedProcess): CapstanError {
  return new CapstanError('TOOL_FAILED', `${what}\n${tailOf(logFile, 15).replaceAll(/^/gm, '  ')}`, {
    hint: `its whole output is in ${logFile}`,
  });
}
