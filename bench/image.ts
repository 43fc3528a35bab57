import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LayoutOperator } from '../test/e2e/layout-operator.ts';
import { imagesOf } from '../test/e2e/operator-image.ts';
import { unpackLayout } from '../test/support/oci-layout.ts';
import { scratchFolder } from '../test/support/scratch.ts';
import { namespace, prepareGround } from './bench.ts';
import type { Figure } from './report.ts';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const starts = 3;

/**
 * The operator's image: from nothing, again, and after a change of one line, beside what gzip takes for the same bytes; and what
 * of it a node has to fetch after that change.
 */
export async function benchImage(): Promise<Figure[]> {
  const project = copyOfCheckout();
  const cache = scratchFolder();
  const build = () => buildIn(project, cache);
  const cold = await build();
  const baseline = secondsToCompress(cold);
  const again = await build();
  changeOneLine(join(project, 'src/cli/main.ts'));
  const changed = await build();
  const before = new Set(cold.layers.map(({ digest }) => digest));
  const different = changed.layers.filter(({ digest }) => !before.has(digest));
  const seconds = (name: string, value: number, atMost?: number): Figure => ({
    name,
    value,
    unit: 's',
    ...(atMost === undefined ? {} : { atMost }),
    note: `${(value / baseline).toFixed(2)} times gzip`,
  });
  return [
    { name: 'gzip of the same bytes', value: baseline, unit: 's', note: 'the baseline' },
    seconds('build from nothing, Node.js fetched', cold.seconds),
    seconds('build again', again.seconds),
    seconds('build after a change of one line', changed.seconds, 2),
    { name: 'layers that differ then', value: different.length, unit: '', atMost: 1 },
    { name: 'of them to fetch', value: bytes(different) / 1e6, unit: 'MB', note: `of ${cold.layers.length} layers` },
    { name: 'image, compressed', value: bytes(cold.layers) / 1e6, unit: 'MB', atMost: 60 },
    { name: 'start to ready', value: await startToReady(cold.layout), unit: 's', atMost: 2, note: `${starts} starts` },
  ];
}

interface Layer {
  readonly digest: string;
  readonly size: number;
}

interface Built {
  readonly seconds: number;
  readonly layout: string;
  readonly layers: readonly Layer[];
}

/** The files that git knows and those that it does not ignore, committed: a build asks for the commit. */
function copyOfCheckout(): string {
  const folder = scratchFolder();
  const git = (cwd: string, ...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...words], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
  const files = git(checkout, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(join(checkout, name)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(checkout, file), join(folder, file));
  }
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=bench');
  execFileSync('cp', ['-a', join(checkout, 'node_modules'), folder]); // a link would lead the bundler out of the project
  return folder;
}

async function buildIn(project: string, cache: string): Promise<Built> {
  const out = scratchFolder();
  const started = performance.now();
  const program = join(checkout, 'dist/capstan.js');
  execFileSync(
    process.execPath,
    [program, 'build', 'image', '--component', 'kre-operator', '--project', project, '--out', out],
    { env: { ...process.env, XDG_CACHE_HOME: cache }, stdio: 'pipe' },
  );
  const seconds = (performance.now() - started) / 1_000;
  const [image] = (await imagesOf(out)).images;
  return { seconds, layout: join(out, 'bin/images/local/layout'), layers: image?.layers ?? [] };
}

function secondsToCompress({ layout, layers }: Built): number {
  const blobs = layers.map(({ digest }) => readFileSync(join(layout, 'blobs', digest.replace(':', '/'))));
  const [input, maxBuffer] = [spawnSync('gzip', ['-dc'], { input: Buffer.concat(blobs), maxBuffer: 2 ** 30 }), 2 ** 30];
  const started = performance.now();
  spawnSync('gzip', ['-c'], { input: input.stdout, maxBuffer });
  return (performance.now() - started) / 1_000;
}

/** One that does something, or it would be left out of the bundle. */
function changeOneLine(path: string): void {
  writeFileSync(path, `${readFileSync(path, 'utf8')}\nprocess.title = 'capstan ${Date.now()}';\n`);
}

function bytes(layers: readonly Layer[]): number {
  return layers.reduce((sum, { size }) => sum + size, 0);
}

/** From the process's start, in the image's own file system, to the first yes of /readyz; the median. */
async function startToReady(layout: string): Promise<number> {
  await using ground = await prepareGround();
  const image = unpackLayout(layout);
  const took: number[] = [];
  for (let run = 0; run <= starts; run++) {
    await using operator = new LayoutOperator(image, { kubeconfig: ground.kubeconfig, namespace });
    took.push(await operator.ready());
    await operator.stop();
  }
  took.shift(); // the first one warms up
  return took.toSorted((a, b) => a - b)[Math.floor(starts / 2)] ?? Number.NaN;
}
