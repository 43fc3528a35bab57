import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CapstanError, fileErrorText, isCapstanError } from '../errors/index.ts';
import { absentPrograms, missing } from '../image/index.ts';
import { chartFolders, chartName } from './charts/index.ts';
import { readWorkingCopy } from './git.ts';
import { commandsOf, projectEnv } from './images/index.ts';
import {
  type Arch,
  adminToolsPath,
  type BuildRequest,
  chartsFolder,
  type Surroundings,
  type System,
  type WorkingCopy,
} from './plan/index.ts';
import { type Project, parseProject } from './project/index.ts';
import { stagingPattern } from './staging.ts';

export const projectFile = 'build.yaml';

/** The nearest folder upward that holds a build.yaml. @throws CapstanError FILE_UNREADABLE */
export function findProject(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, projectFile))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new CapstanError('FILE_UNREADABLE', `there is no ${projectFile} in ${resolve(from)} or a folder round it`, {
    hint: 'docs/guide/build.md says what stands in one; --project names its folder',
  });
}

/** @throws CapstanError FILE_UNREADABLE, PROJECT_INVALID */
export async function loadProject(folder: string): Promise<Project> {
  const path = join(folder, projectFile);
  return parseProject(await readText(path), projectFile);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CapstanError('FILE_UNREADABLE', fileErrorText(error, path), { place: { file: path }, cause: error });
  }
}

/** All that a plan depends on besides what is asked for. Only looks. @throws CapstanError */
export async function survey(
  folder: string,
  project: Project,
  request: BuildRequest,
  env: NodeJS.ProcessEnv,
  now: Date,
  signal?: AbortSignal,
): Promise<Surroundings> {
  const absent = absentPrograms(['git'], folder, env);
  if (absent.length > 0) {
    throw missing([...absent, ...absentPrograms(commandsOf(request, project), folder, projectEnv(folder, env))]);
  }
  const outputs = outputsOf(project);
  const [workingCopy, versionFile, charts] = await Promise.all([
    readWorkingCopy(folder, outputs, env, signal).catch((error: unknown) => withoutGit(request, error)),
    readFile(join(folder, 'VERSION'), 'utf8').catch(() => undefined),
    chartNames(folder, project),
  ]);
  return { workingCopy, versionFile, machine: { arch: machineArch(), system: machineSystem() }, charts, now };
}

/** What has a name of its own, and is no release, needs none from a commit. @throws whatever git said, otherwise */
function withoutGit({ appVersion, mode }: BuildRequest, error: unknown): WorkingCopy {
  if (appVersion === undefined || mode === 'release' || !isCapstanError(error, 'REPOSITORY_MISSING')) throw error;
  return { commit: '', hash: '', committedAt: new Date(0), changes: [], remotes: new Map() };
}

/** What builds write, whatever their mode, relative to where they write. */
export function outputsOf(project: Project): string[] {
  const charts = (['local', 'test', 'release'] as const).map((mode) => chartsFolder(project, mode));
  return ['bin/images', 'bin/clis', adminToolsPath, stagingPattern, ...charts];
}

/** A plan names the packages, which have the names of the charts. */
async function chartNames(folder: string, { charts }: Project): Promise<string[]> {
  return charts === undefined ? [] : Promise.all((await chartFolders(join(folder, charts.from))).map(chartName));
}

function machineArch(): Arch {
  return process.arch === 'arm64' ? 'arm64' : 'amd64';
}

function machineSystem(): System {
  const systems: Partial<Record<NodeJS.Platform, System>> = { win32: 'windows', darwin: 'darwin' };
  return systems[process.platform] ?? 'linux';
}
