import { chmod, lstat, mkdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CapstanError, messageOf } from '../../errors/index.ts';
import type { Params } from '../../params/index.ts';
import { writeAtomically } from '../../repository/index.ts';
import type { ComponentKind } from '../components/index.ts';

/** What was done with a component for a user, and how it went. */
export interface Recorded {
  readonly status: 'PENDING' | 'COMPLETED' | 'REMOVED' | 'FAILED';
  /** As it was said: install, update, remove, uninstall. */
  readonly phase: string;
  /** Parameters of the last phase that went well: what an update starts from. Absent: none ever did. */
  readonly specs?: Params;
  /** Parameters of a phase that did not end well. */
  readonly attempted?: Params;
  readonly reason?: string;
  /** The plan on whose behalf it was done, where it was one (DEPLOY_SERVICE). */
  readonly service?: string;
  readonly release?: RecordedRelease;
  /** Terraform's, those that are not secret. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly updated: string;
}

export interface RecordedRelease {
  readonly namespace: string;
  readonly name: string;
  readonly chart: string;
  readonly revision?: number;
  /** The API server that it is on. */
  readonly server?: string;
}

/** deployment.json of a component's folder. */
export interface Deployment {
  readonly component: string;
  readonly user: string;
  readonly provider: string;
  readonly scripts?: Recorded;
  readonly helm?: Recorded;
  readonly terraform?: Recorded;
}

export const deploymentFile = 'deployment.json';

/** undefined: nothing was ever done there. @throws CapstanError INVENTORY_INVALID */
export async function readDeployment(folder: string): Promise<Deployment | undefined> {
  const file = join(folder, deploymentFile);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new CapstanError('INVENTORY_INVALID', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    const data = JSON.parse(text) as Deployment;
    if (typeof data?.component !== 'string' || typeof data.user !== 'string') throw new Error('it names no component');
    return data;
  } catch (error) {
    throw new CapstanError('INVENTORY_INVALID', `${file} cannot be used: ${messageOf(error)}`, {
      place: { file },
      cause: error,
    });
  }
}

/** Others of the same machine have no business in a user's folder. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CapstanError('FILE_UNWRITABLE', `${folder} cannot be made: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * The folder of a deployment, made where it is not there. Those on the way to it that somebody has made with wider rights are
 * closed as well; never `deployments` itself or what is above, nor what is another's.
 */
export async function openFolder(folder: string, deployments: string): Promise<void> {
  await makeFolder(folder);
  const names = relative(deployments, folder).split(sep);
  for (const depth of names.keys()) await close(join(deployments, ...names.slice(0, depth + 1)));
}

async function close(folder: string): Promise<void> {
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) === 0) return;
  try {
    await chmod(folder, 0o700);
  } catch (error) {
    throw new CapstanError('FILE_UNWRITABLE', `${folder} cannot be closed to others: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Notes one kind's part; the others stay as they are by now. */
export async function noteRecorded(
  folder: string,
  base: Pick<Deployment, 'component' | 'user' | 'provider'>,
  kind: ComponentKind,
  recorded: Recorded,
): Promise<void> {
  await makeFolder(folder);
  const before = await readDeployment(folder);
  await writePrivately(
    join(folder, deploymentFile),
    `${JSON.stringify({ ...before, ...base, [kind]: recorded }, undefined, 2)}\n`,
  );
}

/** Whole or not at all, for its owner alone, also where an older file was open to others. */
export async function writePrivately(file: string, text: string): Promise<void> {
  await writeAtomically(file, text, 0o600);
  await chmod(file, 0o600);
}
