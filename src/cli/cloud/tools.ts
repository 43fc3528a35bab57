import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Cluster, loadConnection } from '../../cluster/index.ts';
import { provideBinaries, tryLock, unlock } from '../../devcluster/index.ts';
import { CapstanError, isCapstanError, messageOf } from '../../errors/index.ts';
import type { Report, Tools } from '../../execution/index.ts';
import { parseGoDuration } from '../../operator/index.ts';
import { findProgram } from '../../subprocess/index.ts';
import { userAgent } from '../../version.ts';
import { lookAt } from '../../view/index.ts';
import { modulesFolder } from '../dev/programs.ts';
import { readHelmSettings } from '../helm-settings.ts';
import { lineLogger } from '../line-logger.ts';
import type { Env } from '../terminal.ts';
import type { CloudPlaces } from './places.ts';
import { makeShims } from './shims.ts';

interface ToolOptions {
  readonly places: CloudPlaces;
  readonly env: Env;
  readonly report: Report;
  /** Log lines, too. */
  readonly isVerbose: boolean;
  /** Programs are started that call `cloudmgr` themselves. */
  readonly needsShims: boolean;
}

/** What the execution tier is given on this machine. */
export function makeTools({ places, env, report, isVerbose, needsShims }: ToolOptions, signal: AbortSignal): Tools {
  return {
    places,
    env: needsShims ? withShims(places, env) : env,
    report,
    openCluster: (environment, context) =>
      new Cluster(
        loadConnection({
          userAgent: userAgent(),
          env: environment as NodeJS.ProcessEnv,
          ...(context === undefined ? {} : { context }),
        }),
      ),
    lookAt: (cluster) => (refs, until) => lookAt({ cluster, namespace: cluster.namespace, signal: until }, refs),
    program: (name) => findTool(name, env, report, signal),
    repository: readHelmSettings({}, env),
    log: lineLogger(isVerbose, (line) => report.line(line, 'stderr')),
    lock: lockFolder,
    duration: parseGoDuration,
    now: () => new Date(),
  };
}

/** Scripts find this very program: where they were started by it, they do already. */
function withShims({ data }: CloudPlaces, env: Env): Env {
  const path = env['PATH'] ?? '';
  const made = env['CLOUDMGR_BIN'];
  if (made && path.split(delimiter).includes(made) && existsSync(join(made, 'cloudmgr'))) return env;
  const folder = makeShims(data);
  return { ...env, CLOUDMGR_BIN: folder, PATH: `${folder}${delimiter}${path}` };
}

const hints = {
  sops: 'install it from https://github.com/getsops/sops, or put it on PATH',
  terraform: 'install it from https://developer.hashicorp.com/terraform, or put it on PATH',
  bash: 'install bash, or put it on PATH',
} as const;

async function findTool(name: keyof typeof hints, env: Env, report: Report, signal: AbortSignal): Promise<string> {
  const found = findProgram(name, process.cwd(), env['PATH'] ?? '');
  if (found !== undefined) return found;
  const built = name === 'sops' ? await pinnedSops(env, report, signal) : undefined;
  if (built !== undefined) return built;
  throw new CapstanError('TOOL_MISSING', `${name} is not on PATH`, { hint: hints[name] });
}

/** The one that this program pins, built when it is nowhere yet; undefined where it cannot be. */
async function pinnedSops(env: Env, report: Report, signal: AbortSignal): Promise<string | undefined> {
  try {
    const options = {
      modules: modulesFolder(),
      env,
      onProgress: () => report.step('building sops, once: this takes minutes'),
    };
    return (await provideBinaries(['sops'], options, signal)).sops;
  } catch (error) {
    if (signal.aborted) throw brokenOff(error);
    if (isCapstanError(error)) return undefined;
    throw error;
  }
}

function brokenOff(cause: unknown): CapstanError {
  return new CapstanError('TOOL_MISSING', 'the building of sops was broken off', {
    cause,
    hint: 'the same command goes on with it; or put sops on PATH',
  });
}

function lockFolder(path: string): Disposable {
  const holder = lock(path);
  if (holder === undefined) return { [Symbol.dispose]: () => unlock(path) };
  throw new CapstanError('DEPLOYMENT_BUSY', `process ${holder.pid} works with ${dirname(path)} already`);
}

function lock(path: string): ReturnType<typeof tryLock> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return tryLock(path);
  } catch (error) {
    throw new CapstanError('FILE_UNWRITABLE', `${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
