import { CapstanError } from '../../errors/index.ts';
import type { Component, Project } from '../project/index.ts';
import { adminToolsPath, chartsFolder, type PlannedCharts, planCharts } from './charts.ts';
import { type PlannedCli, planClis } from './clis.ts';
import { destinationOf } from './destination.ts';
import type { TagFacts } from './image-tag.ts';
import { type PlannedComponent, planImages } from './images.ts';
import { checkNames } from './names.ts';
import {
  type Arch,
  arches,
  type Builder,
  type BuildRequest,
  type Mode,
  type System,
  systems,
  type Target,
} from './request.ts';
import { chartVersionOf } from './version.ts';

/** What git says of the project's working copy. */
export interface WorkingCopy {
  readonly commit: string;
  readonly hash: string;
  readonly committedAt: Date;
  /** Paths that differ from the commit; what a build writes does not count. */
  readonly changes: readonly string[];
  /** Name to address. */
  readonly remotes: ReadonlyMap<string, string>;
}

/** What a plan needs to know of the world. */
export interface Surroundings {
  readonly workingCopy: WorkingCopy;
  /** The text of the file VERSION; undefined when there is none. */
  readonly versionFile: string | undefined;
  readonly machine: { readonly arch: Arch; readonly system: System };
  /** Names of the charts that lie in the project. */
  readonly charts: readonly string[];
  readonly now: Date;
}

/** All that a build will do. Nothing is decided after this. */
export interface BuildPlan {
  readonly mode: Mode;
  readonly isDebug: boolean;
  readonly builder: Builder;
  readonly version: string;
  /** The tag by which charts name images. */
  readonly appVersion: string;
  readonly commit: string;
  readonly isDirty: boolean;
  /** '' where whoever publishes has to say it. */
  readonly registry: string;
  readonly repository: string;
  readonly branch: string;
  readonly targets: readonly Target[];
  readonly images: readonly PlannedComponent[];
  readonly clis: readonly PlannedCli[];
  readonly charts?: PlannedCharts;
  readonly adminTools?: string;
  /** Files and folders that are made or replaced, relative to the project. */
  readonly writes: readonly string[];
}

/** @throws CapstanError USAGE, PROJECT_INVALID, TREE_DIRTY: whatever forbids the build, before anything is written */
export function planBuild(request: BuildRequest, project: Project, around: Surroundings): BuildPlan {
  const { mode, isDebug, builder, branch } = request;
  const isRelease = mode === 'release';
  const { workingCopy, machine } = around;
  const isDirty = workingCopy.changes.length > 0;
  if (isRelease && isDirty) throw dirty(workingCopy.changes);
  const version = chartVersionOf(request, around.versionFile);
  const targets = targetsOf(request, project);
  const facts: Omit<TagFacts, 'arch'> = {
    version,
    hash: workingCopy.hash,
    isWithoutHash: request.isWithoutHash,
    isDebug,
    ...(request.appVersion === undefined ? {} : { appVersion: request.appVersion }),
    ...(isDirty ? { diffAt: around.now } : {}),
  };
  const wanted = request.arches ?? (isRelease ? arches : [machine.arch]);
  const wantedSystems = request.systems ?? (isRelease ? systems : [machine.system]);
  const { appVersion, images } = planImages({
    mode,
    facts,
    arches: wanted,
    components: componentsOf(request, project),
  });
  const plan = {
    mode,
    isDebug,
    builder,
    version,
    appVersion,
    commit: workingCopy.commit,
    isDirty,
    ...destinationOf(request, project, workingCopy.remotes),
    branch,
    targets,
    images: targets.includes('image') ? images : [],
    clis: targets.includes('cli') ? planClis(project.clis, wantedSystems, wanted) : [],
    ...(targets.includes('chart') ? { charts: planCharts(around.charts, project, mode, version) } : {}),
    ...(targets.includes('admin-tools') ? { adminTools: adminToolsPath } : {}),
  };
  checkNames(plan, project);
  return { ...plan, writes: writesOf(plan, project) };
}

function dirty(changes: readonly string[]): CapstanError {
  const some = changes.slice(0, 5).map(printable).join(', ');
  const more = changes.length > 5 ? ` and ${changes.length - 5} more` : '';
  return new CapstanError('TREE_DIRTY', `--release: the working copy differs from its commit: ${some}${more}`, {
    hint: 'merge the change into main and release from there; without --release the same is built for this machine',
  });
}

/** Terminals obey what a file may be called. */
function printable(path: string): string {
  return path.replace(/\p{Cc}/gu, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** What is asked for has to be there; all is what is there. */
function targetsOf({ targets }: BuildRequest, project: Project): readonly Target[] {
  const has: Readonly<Record<Target, boolean>> = {
    image: project.components.length > 0,
    cli: project.clis.length > 0,
    chart: project.charts !== undefined,
    'admin-tools': project.adminTools !== undefined,
  };
  const absent = targets?.find((target) => !has[target]);
  if (absent !== undefined) {
    const keys: Readonly<Record<Target, string>> = {
      image: 'components',
      cli: 'clis',
      chart: 'charts',
      'admin-tools': 'adminTools',
    };
    throw new CapstanError('USAGE', `${absent}: ${project.file} has no ${keys[absent]}`, {
      hint: `name them under "${keys[absent]}:" there`,
    });
  }
  return targets ?? (Object.keys(has) as Target[]).filter((target) => has[target]);
}

function componentsOf({ components }: BuildRequest, project: Project): readonly Component[] {
  const known = project.components.map(({ name }) => name);
  const unknown = components?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new CapstanError('USAGE', `${project.file} has no component "${unknown}"`, {
      hint: `it has ${known.join(', ')}`,
    });
  }
  return project.components.filter(({ name }) => components === undefined || components.includes(name));
}

function writesOf(plan: Omit<BuildPlan, 'writes'>, project: Project): readonly string[] {
  const isLocal = plan.mode === 'local';
  const charts = chartsFolder(project, plan.mode);
  const images = [
    `bin/images/${plan.mode}/layout/`,
    `bin/images/${plan.mode}/images.json`,
    'bin/images/publish.sh',
    ...(isLocal ? [`${charts}/images/index`] : []),
  ];
  return [
    ...(plan.images.length > 0 ? images : []),
    ...plan.clis.map(({ path }) => path),
    ...(plan.charts ? [...plan.charts.packages, plan.charts.index] : []),
    ...(plan.charts && isLocal ? [`${charts}/CHART_VERSION`] : []),
    ...(plan.adminTools ? [plan.adminTools] : []),
  ];
}
