import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import type { Program } from '../programs.ts';
import { buildFolder, type CacheOptions, kubernetesVersion } from './cache.ts';
import { linkerFlags } from './go-flags.ts';

/** Builds a program of a pinned module into the cache: under a name of its own first, so that a half one is never found. */
export async function buildProgram(
  program: Program,
  source: { readonly module: string; readonly package: string },
  options: CacheOptions,
  signal?: AbortSignal,
): Promise<string> {
  const folder = buildFolder(source.module, options);
  mkdirSync(folder, { recursive: true });
  const target = join(folder, program);
  const partial = `${target}.${process.pid}.partial`;
  const args = [
    'build',
    '-trimpath',
    '-buildvcs=false',
    '-ldflags',
    linkerFlags(kubernetesVersion(options), source.module),
    '-o',
    partial,
    source.package,
  ];
  try {
    await runGo(args, join(options.modules, source.module), options.env, program, signal);
    renameSync(partial, target);
    return target;
  } finally {
    rmSync(partial, { force: true });
  }
}

function runGo(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  program: Program,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd,
      // A module may ask for a newer Go than the machine has: `auto` gets it. A go.work above the checkout is not ours.
      env: { GOTOOLCHAIN: 'auto', ...env, CGO_ENABLED: '0', GOWORK: 'off' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a Ctrl-C reaches it through `signal` alone, and then with all of its compilers
    });
    const abort = () => {
      if (child.pid !== undefined) killGroup(child.pid);
    };
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    let tail = '';
    const collect = (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-4_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => {
      signal?.removeEventListener('abort', abort);
      reject(goMissing(program, error));
    });
    child.once('close', (code) => {
      signal?.removeEventListener('abort', abort);
      if (code === 0) resolve();
      else if (signal?.aborted) reject(signal.reason);
      else reject(buildFailed(program, code, tail));
    });
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function goMissing(program: Program, cause: Error): CapstanError {
  return new CapstanError('TOOL_MISSING', `go is needed to build ${program}, and cannot be run: ${cause.message}`, {
    cause,
    hint: 'install Go 1.21 or newer, or set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kubectl',
  });
}

function buildFailed(program: Program, code: number | null, tail: string): CapstanError {
  const lines = tail.trimEnd().split('\n').slice(-15);
  return new CapstanError(
    'TOOL_FAILED',
    `go build of ${program} failed (exit code ${code}):\n  ${lines.join('\n  ')}`,
    {
      hint: 'Go needs 1.21 or newer, a reachable module proxy and about 4 GiB of disk',
    },
  );
}
