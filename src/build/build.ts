import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CapstanError, fileErrorText, isCapstanError } from '../errors/index.ts';
import { absentPrograms, missing, type RegistryOptions } from '../image/index.ts';
import type { CompiledChart } from './charts/index.ts';
import {
  type BuildRecord,
  commandsOf,
  makeImages,
  projectEnv,
  provideRuntimes,
  publishScript,
  runCommand,
  runtimeToolsOf,
  updateLayout,
} from './images/index.ts';
import { type BuildPlan, chartsFolder, namesOf, type Surroundings, sourceAddress } from './plan/index.ts';
import type { Project } from './project/index.ts';
import { finishStaged, stage } from './staging.ts';
import { outputsOf } from './survey.ts';

export interface BuildOptions {
  /** The project's folder. */
  readonly folder: string;
  /** Where bin/ and charts/ go. */
  readonly output: string;
  readonly project: Project;
  readonly surroundings: Surroundings;
  /** Layers, versions of Node.js: what the next build need not make again. */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  /** For bases that lie in a registry. */
  readonly registry?: RegistryOptions;
  /** The version of Node.js that images and programs carry. */
  readonly nodeVersion: string;
  /** Of Capstan. */
  readonly version: string;
  /** The command line that starts this program, as a shell reads it: for publish.sh. */
  readonly program: string;
  readonly onProgress: (what: string) => void;
  /** Told what somebody should know of before going on. */
  readonly onWarning?: (what: string) => void;
}

export interface BuildResult {
  readonly images?: BuildRecord;
  readonly charts: readonly { readonly name: string; readonly file: string; readonly digest: string }[];
}

/**
 * Carries a plan out: charts are compiled, and commands run; all that they and this make is made beside its place, and at the end it is
 * moved there.
 * @throws CapstanError
 */
export async function build(plan: BuildPlan, options: BuildOptions, signal?: AbortSignal): Promise<BuildResult> {
  const { folder, project, env, output, onProgress } = options;
  await finishStaged(output);
  await checkTools(plan, options, signal);
  const charts = await compile(plan, options, signal);
  const command = { folder, env, isDebug: plan.isDebug, what: project.name };
  if (project.build !== undefined && (plan.images.length > 0 || plan.adminTools !== undefined)) {
    onProgress(project.build.join(' '));
    await runCommand(project.build, namesOf(plan), command, signal);
  }
  const created = options.surroundings.workingCopy.committedAt;
  const source = sourceOf(options.surroundings);
  const builder = `https://capstan.dev/build@v${options.version}`;
  const outputs = [folder, output].flatMap((place) => outputsOf(project).map((path) => join(place, path)));
  return stage(output, placesOf(plan, project), async (staging, work) => {
    const made =
      plan.images.length === 0
        ? undefined
        : await makeImages(plan, { ...options, work, outputs, created, source, builder }, signal);
    if (plan.clis.length > 0) {
      await (await import('./clis/index.ts')).makeClis(plan.clis, { ...options, output: staging, work }, signal);
    }
    await makeAdminTools(plan, staging, outputs, options, signal);
    if (made !== undefined) await writeImages(plan, made, staging, options, signal);
    const packages = await writePackages(plan, charts, staging, options, signal);
    return { ...(made === undefined ? {} : { images: made.record }), charts: packages };
  });
}

/** What is moved into its place at the end, in this order: what names something comes after it. */
function placesOf({ mode, version, images, clis, charts, adminTools }: BuildPlan, project: Project): string[] {
  const folder = chartsFolder(project, mode);
  const isLocal = mode === 'local';
  return [
    ...clis.map(({ path }) => path),
    ...(adminTools === undefined ? [] : [adminTools]),
    ...(images.length === 0 ? [] : [`bin/images/${mode}/layout`, `bin/images/${mode}/images.json`]),
    ...(images.length === 0 ? [] : ['bin/images/publish.sh']),
    ...(images.length > 0 && isLocal ? [`${folder}/images/index`] : []),
    ...(charts === undefined ? [] : [`${folder}/${version}`, `${folder}/index.yaml`]),
    ...(charts !== undefined && isLocal ? [`${folder}/CHART_VERSION`] : []),
  ];
}

/** Before anything of the project runs. @throws CapstanError TOOL_MISSING that names all that is absent */
async function checkTools(plan: BuildPlan, options: BuildOptions, signal?: AbortSignal): Promise<void> {
  const { folder, project, env } = options;
  const clis = plan.clis.length === 0 ? undefined : await import('./clis/index.ts');
  const components = plan.images.map(({ component }) => component);
  const called = commandsOf({ ...plan, components }, project);
  const fetching = [...(await runtimeToolsOf(plan, options)), ...((await clis?.nodeToolsOf(plan.clis, options)) ?? [])];
  const absent = [...absentPrograms(called, folder, projectEnv(folder, env)), ...absentPrograms(fetching, folder, env)];
  const noBundler = clis && lackOf(() => clis.findBundler(folder));
  if (absent.length > 0) throw missing([...new Set(absent)], undefined, noBundler && [noBundler.message]);
  if (noBundler) throw noBundler;
  await clis?.provideNodes(plan.clis, options, signal);
  await provideRuntimes(plan, options, signal);
}

/** Undefined when nothing is lacking. */
function lackOf(look: () => void): CapstanError | undefined {
  try {
    look();
    return undefined;
  } catch (error) {
    if (isCapstanError(error, 'TOOL_MISSING')) return error;
    throw error;
  }
}

async function compile(
  { charts, version, appVersion, isDebug }: BuildPlan,
  options: BuildOptions,
  signal?: AbortSignal,
) {
  if (charts === undefined) return [];
  options.onProgress('compiling charts');
  const { compileCharts } = await import('./charts/index.ts');
  return compileCharts(join(options.folder, charts.from), { version, appVersion, debug: isDebug }, signal);
}

/** The address of `origin`, else of the first remote. */
function sourceOf({ workingCopy: { remotes } }: Surroundings): string | undefined {
  const address = remotes.get('origin') ?? [...remotes.values()][0];
  return address === undefined ? undefined : sourceAddress(address);
}

async function writeImages(
  plan: BuildPlan,
  { named, record }: Awaited<ReturnType<typeof makeImages>>,
  staging: string,
  { output, program, project, onProgress }: BuildOptions,
  signal?: AbortSignal,
): Promise<void> {
  const folder = join('bin', 'images', plan.mode);
  onProgress(`writing ${folder}`);
  await updateLayout(join(output, folder, 'layout'), join(staging, folder, 'layout'), named, signal);
  await writeStaged(join(staging, folder, 'images.json'), `${JSON.stringify(record, undefined, 2)}\n`);
  await writeStaged(join(staging, 'bin', 'images', 'publish.sh'), publishScript(plan, program), 0o755);
  if (plan.mode !== 'local') return;
  const index = join(staging, chartsFolder(project, plan.mode), 'images', 'index');
  await writeStaged(index, record.components.map(({ name, tag }) => `${name}:${tag}\n`).join(''));
}

async function writePackages(
  { mode, version, charts: planned }: BuildPlan,
  charts: readonly CompiledChart[],
  staging: string,
  { output, surroundings, onProgress, onWarning }: BuildOptions,
  signal?: AbortSignal,
) {
  if (planned === undefined) return [];
  onProgress(`writing ${planned.to}/${version}`);
  const { packCharts } = await import('./charts/index.ts');
  const target = { to: join(output, planned.to), version, now: surroundings.now };
  const packed = await packCharts(charts, join(staging, planned.to), target, signal);
  const changed = packed.filter(({ isChanged }) => isChanged).map(({ name }) => name);
  if (mode === 'release' && changed.length > 0) {
    onWarning?.(`${planned.to}/${version} held other charts of this version: ${changed.join(', ')}`);
    onWarning?.('if they are published already, raise VERSION: who has fetched one does not fetch it again');
  }
  if (mode === 'local') await writeStaged(join(staging, planned.to, 'CHART_VERSION'), `${version}\n`);
  return packed.map(({ name, file, digest }) => ({ name, file, digest }));
}

async function makeAdminTools(
  plan: BuildPlan,
  staging: string,
  outputs: readonly string[],
  { folder, project, env, onProgress }: BuildOptions,
  signal?: AbortSignal,
): Promise<void> {
  const { adminTools } = project;
  if (plan.adminTools === undefined || adminTools === undefined) return;
  onProgress(`packing ${plan.adminTools}`);
  const command = { folder, env, isDebug: plan.isDebug, what: 'adminTools' };
  if (adminTools.build !== undefined) await runCommand(adminTools.build, namesOf(plan), command, signal);
  const { packAdminTools } = await import('./admin-tools.ts');
  await packAdminTools(adminTools, folder, outputs, join(staging, plan.adminTools), signal);
}

/** @throws CapstanError FILE_UNWRITABLE */
async function writeStaged(path: string, text: string, mode = 0o644): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode });
  } catch (error) {
    throw new CapstanError('FILE_UNWRITABLE', fileErrorText(error, path), { place: { file: path }, cause: error });
  }
}
