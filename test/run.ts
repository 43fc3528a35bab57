import { parseArgs, styleText } from 'node:util';
import { hasColor, hasProgress } from '../src/cli/terminal.ts';
import { Progress } from '../src/cli/up/progress.ts';
import { messageOf } from '../src/errors/index.ts';
import { type FileRun, findTestFiles, runFile, type TestFile, type TestKind } from './runner/index.ts';
import { prepareBinaries, programsFor } from './support/binaries.ts';
import { chaosVariables } from './support/chaos-options.ts';
import { ownControlPlane, sharedVariables } from './support/control-plane.ts';
import { type GivenCluster, givenCluster } from './support/given-cluster.ts';
import { whyNoNodes } from './support/real-nodes.ts';

const usage = `node test/run.ts [--only unit|conformance|integration|chaos|e2e] [--jobs N] [--timeout SECONDS] [--full] [--seed N] [PATTERN…]

Runs the test files whose path contains a PATTERN (default: all), N at a time (default 2): first the unit tests and those
beside the real Helm, then those that need a control plane, of which there are N, each with one file at a time, and in the end
those on real nodes (e2e), one at a time. The last line is \`N passed, N failed\`, and \`, N skipped\` where this machine cannot
run some of the e2e tests; the exit code is 1 when anything failed or nothing ran.

With KNIT_TEST_KUBECONFIG (capstan testctl test sets it) they run on that cluster, one file at a time.

The chaos tests run a bounded part of themselves; --full runs all of it. Their choices are those of a seed, which they print
and --seed sets.
`;

const root = new URL('..', import.meta.url).pathname;
const kinds: readonly TestKind[] = ['unit', 'conformance', 'integration', 'chaos', 'e2e'];
const color = hasColor(process.stdout, process.env);
const progress = new Progress(process.stdout, { live: hasProgress(process.stdout, process.env) });
const isLive = hasProgress(process.stdout, process.env);

/** Files of one kind that may have another try: more than that are no race. */
const againAtMost = 5;

interface Plan {
  readonly files: readonly TestFile[];
  readonly jobs: number;
  readonly timeoutMs: number;
  readonly env: NodeJS.ProcessEnv;
}

process.exitCode = await main();

async function main(): Promise<number> {
  const plan = readArguments();
  if (plan === undefined) return 2;
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const runs: FileRun[] = [];
  for (const kind of kinds) {
    const files = plan.files.filter((file) => file.kind === kind);
    if (files.length > 0) runs.push(...(await runKind(kind, files, plan, stop.signal)));
  }
  return summarise(runs, stop.signal.aborted);
}

function readArguments(): Plan | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        jobs: { type: 'string', default: '2' },
        timeout: { type: 'string' },
        full: { type: 'boolean', default: false },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const only = values.only as TestKind | undefined;
    if (values.help || (only !== undefined && !kinds.includes(only))) throw new Error('see below');
    const files = findTestFiles(root, positionals).filter((file) => only === undefined || file.kind === only);
    const seconds = values.timeout ?? (values.full ? '7200' : '600');
    const env = {
      ...process.env,
      ...(values.full ? { [chaosVariables.full]: '1' } : {}),
      ...(values.seed === undefined ? {} : { [chaosVariables.seed]: String(positive(values.seed)) }),
    };
    return { files, jobs: positive(values.jobs), timeoutMs: positive(seconds) * 1_000, env };
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n${usage}`);
    return undefined;
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${text} is not a whole number above 0`);
  return value;
}

async function runKind(
  kind: TestKind,
  files: readonly TestFile[],
  plan: Plan,
  signal: AbortSignal,
): Promise<FileRun[]> {
  const lanes = Array.from({ length: plan.jobs }, () => plan.env);
  if (kind === 'unit') return runAll(files, plan, lanes, signal);
  // What runs on nodes is not built where there can be none.
  const isWithoutNodes = kind === 'e2e' && (await whyNoNodes()) !== undefined;
  try {
    await prepareBinaries(
      programsFor[isWithoutNodes ? 'integration' : kind],
      ({ step, what, index, count }) => progress.begin(`${step} ${what}, ${index} of ${count}`),
      signal,
    );
    if (kind === 'conformance') return await runAll(files, plan, lanes, signal);
    // Real nodes have their addresses, and the machine, for themselves.
    if (kind === 'e2e') {
      const lane = lanes.slice(0, 1);
      return await runAgain(await runAll(files, plan, lane, signal), files, plan, lane, signal);
    }
    const given = givenCluster(plan.env);
    if (given) {
      const lane = [{ ...plan.env, ...variablesOf(given) }];
      return await runAgain(await runAll(files, plan, lane, signal), files, plan, lane, signal);
    }
    await using planes = new AsyncDisposableStack();
    // Chaos is measured against what it does to one control plane: it has the machine for itself.
    const count = kind === 'chaos' ? 1 : Math.min(plan.jobs, files.length);
    const shared: NodeJS.ProcessEnv[] = [];
    while (shared.length < count) shared.push({ ...plan.env, ...(await startPlane(planes, signal)) });
    const runs = await runAll(files, plan, shared, signal);
    return await runAgain(runs, files, plan, shared.slice(0, 1), signal);
  } catch (error) {
    const what = { conformance: 'Helm cannot be had', e2e: 'what real nodes run cannot be had' }[kind as string];
    const reason = `${what ?? 'the control plane did not start'}: ${messageOf(error)}`;
    const lost = { passed: 0, failed: 1, skipped: 0, reasons: [reason], output: '', seconds: 0 };
    return files.map(({ path }) => report({ path, ...lost }));
  }
}

/** What tells a test file of a control plane that is started for it and others. */
async function startPlane(planes: AsyncDisposableStack, signal: AbortSignal): Promise<NodeJS.ProcessEnv> {
  if (isLive) progress.begin('control plane');
  const plane = planes.use(await ownControlPlane({ audit: true }, signal));
  void plane.failed.then(({ name }) => progress.print(paint('red', `a shared control plane lost its ${name}`)));
  return variablesOf({ kubeconfig: plane.kubeconfig, auditLog: plane.auditLog as string });
}

function variablesOf({ kubeconfig, auditLog }: GivenCluster): NodeJS.ProcessEnv {
  return { [sharedVariables.kubeconfig]: kubeconfig, [sharedVariables.auditLog]: auditLog };
}

/**
 * What failed on real parts has one more try by itself, so that a red run says something of the change and not of the machine's
 * other work. It is told by name: a file that needs it has a race to be found.
 */
async function runAgain(
  runs: readonly FileRun[],
  files: readonly TestFile[],
  plan: Plan,
  lane: readonly NodeJS.ProcessEnv[],
  signal: AbortSignal,
): Promise<FileRun[]> {
  const failed = new Set(runs.filter((run) => run.failed > 0).map(({ path }) => path));
  if (failed.size === 0 || failed.size > againAtMost) return [...runs];
  process.stdout.write(`\nonce more, one at a time: ${[...failed].join(', ')}\n`);
  const again = await runAll(
    files.filter(({ path }) => failed.has(path)),
    plan,
    lane,
    signal,
  );
  const second = new Map(again.map((run) => [run.path, { ...run, isSecond: true }]));
  return runs.map((run) => second.get(run.path) ?? run);
}

/** @param lanes files go side by side, one in each lane with its environment */
async function runAll(
  files: readonly TestFile[],
  plan: Plan,
  lanes: readonly NodeJS.ProcessEnv[],
  signal: AbortSignal,
): Promise<FileRun[]> {
  const runs: FileRun[] = [];
  const waiting = [...files];
  const running = new Set<string>();
  const show = () => {
    if (isLive && running.size > 0) progress.begin([...running].join(', '));
  };
  const worker = async (env: NodeJS.ProcessEnv) => {
    for (let file = waiting.shift(); file !== undefined && !signal.aborted; file = waiting.shift()) {
      running.add(file.path);
      show();
      const maySkip = file.kind === 'e2e';
      const run = await runFile(file.path, { root, timeoutMs: plan.timeoutMs, env, maySkip }, signal);
      running.delete(file.path);
      runs.push(report(run));
      show();
    }
  };
  await Promise.all(lanes.map(worker));
  return runs;
}

function report(run: FileRun): FileRun {
  const figures = `${String(run.passed).padStart(4)} passed ${run.seconds.toFixed(1).padStart(6)} s`;
  if (run.failed === 0 && run.skipped > 0) {
    progress.end(`${paint('yellow', 'skip')} ${figures}  ${run.path}: ${run.skipped} skipped: ${run.skipWord}`);
    return run;
  }
  if (run.failed === 0) {
    progress.end(`${paint('green', 'ok  ')} ${figures}  ${run.path}`);
    return run;
  }
  progress.end(`${paint('red', 'FAIL')} ${figures}  ${run.path}: ${run.reasons.join('; ')}`);
  if (run.output !== '') process.stdout.write(`${run.output.trimEnd().replaceAll(/^/gm, '  | ')}\n`);
  return run;
}

function summarise(runs: readonly FileRun[], isInterrupted: boolean): number {
  const bad = runs.filter(({ failed }) => failed > 0);
  const passed = runs.reduce((sum, run) => sum + run.passed, 0);
  const failed = runs.reduce((sum, run) => sum + run.failed, 0);
  const skipped = runs.reduce((sum, run) => sum + run.skipped, 0);
  if (runs.length === 0) process.stdout.write('no test file matches\n');
  if (isInterrupted) process.stdout.write('interrupted\n');
  const late = runs.filter(({ isSecond, failed }) => isSecond && failed === 0);
  if (late.length > 0)
    process.stdout.write(`\ngood only at a second try:\n${late.map(({ path }) => `  ${path}\n`).join('')}`);
  if (bad.length > 0) process.stdout.write(`\nnot good:\n${bad.map(({ path }) => `  ${path}\n`).join('')}`);
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  return failed > 0 || passed + skipped === 0 || isInterrupted ? 1 : 0;
}

function paint(style: 'red' | 'green' | 'yellow', text: string): string {
  return color ? styleText(style, text, { validateStream: false }) : text;
}
