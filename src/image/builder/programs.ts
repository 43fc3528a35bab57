import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from 'tar';
import { CapstanError } from '../../errors/index.ts';
import { runProcess } from '../processes.ts';
import type { BuilderName } from './build-with.ts';

export interface BuilderBase {
  /** What FROM says. */
  readonly from: string;
  /** A layout below the folder of the work; what is made of it in the program's store is called localhost/LAYOUT. */
  readonly layout?: string;
}

interface Work {
  /** Holds `context` with the Dockerfile, and in the end `layout`, an OCI layout. */
  readonly folder: string;
  /** What the image is called in the program's own store, for a while. */
  readonly name: string;
  readonly base: BuilderBase;
  readonly architecture: string;
  readonly env: NodeJS.ProcessEnv;
}

const tidyWithinMs = 30_000;

/** How each program builds a folder into an OCI layout. What it keeps under a name of ours is removed. */
export const programs: Readonly<Record<BuilderName, (work: Work, signal?: AbortSignal) => Promise<void>>> = {
  buildah: (work, signal) => buildAndPush('buildah', work, signal),
  podman: (work, signal) => buildAndPush('podman', work, signal),
  docker: async (work, signal) => {
    const { folder, name, architecture } = work;
    const env = { ...work.env, SOURCE_DATE_EPOCH: '0', BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };
    const { run, tidy } = toolOf('docker', { ...work, env }, signal);
    try {
      await run('build', '--platform', `linux/${architecture}`, '--tag', name, 'context');
      await run('save', '--output', 'image.tar', name);
    } finally {
      await tidy('image', 'rm', name);
    }
    await mkdir(join(folder, 'layout'));
    await extract({ file: join(folder, 'image.tar'), cwd: join(folder, 'layout') });
    if (existsSync(join(folder, 'layout', 'oci-layout'))) return;
    throw new CapstanError('TOOL_FAILED', 'docker save makes no OCI layout', { hint: 'Docker 25 and later do' });
  },
};

async function buildAndPush(program: 'buildah' | 'podman', work: Work, signal?: AbortSignal): Promise<void> {
  const { name, base, architecture } = work;
  const { run, tidy } = toolOf(program, work, signal);
  const platform = ['--platform', `linux/${architecture}`];
  try {
    await run('build', ...platform, '--format', 'oci', '--timestamp', '0', '--layers', '--tag', name, 'context');
    await run('push', name, 'oci:layout:built');
  } finally {
    await tidy('rmi', name);
    if (base.layout !== undefined) await tidy('rmi', `localhost/${base.layout}`);
  }
}

function toolOf(program: BuilderName, { folder, env }: Work, signal: AbortSignal | undefined) {
  const hint = 'leave --builder out: images are then made without another program';
  const start = (args: readonly string[], until: AbortSignal | undefined) =>
    runProcess({ file: program, args, cwd: folder, env, what: `${program} ${args[0]}`, hint }, until);
  const run = (...args: readonly string[]) => start(args, signal);
  // an image that stays in the program's own store is no reason to fail, nor to hide one; the caller's signal does not end this
  const tidy = (...args: readonly string[]) => start(args, AbortSignal.timeout(tidyWithinMs)).catch(() => undefined);
  return { run, tidy };
}
