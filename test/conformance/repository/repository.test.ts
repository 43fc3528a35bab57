import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { unpackArchive } from '../../../src/chart/index.ts';
import { binary } from '../../support/binaries.ts';
import { bundle } from '../../support/bundle.ts';
import { startRegistry } from '../../support/registry.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { cases } from './cases.ts';
import { lockCharts, repositoriesText, setStage } from './stage.ts';

const it = suite('show, pull, package and dependency, beside helm');

const folder = scratchFolder();
const helm = await binary('helm');
const capstan = await bundle();
const registry = await startRegistry();
const server = await serve(join(folder, 'web'));
const repository = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const stage = setStage(folder, helm, repository, registry.host);
const home = join(folder, 'locks');
writeText(join(home, '.config/helm/repositories.yaml'), repositoriesText(repository));
await lockCharts(stage, helm, home);
const before = await filesOf(stage.seed);

it.after(async () => {
  server.close();
  await registry.stop();
});

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  /** What stands behind `Error: `, to the end; '' when there is none. */
  readonly error: string;
  /** What the command has changed. */
  readonly files: Readonly<Record<string, string>>;
}

for (const [at, line] of cases.entries()) {
  it(line, async () => {
    const words = line
      .split(' ')
      .map((word) => word.replace('REPO', repository).replace('OCI', `oci://${registry.host}/charts`));
    // one folder for both, one after the other, as messages name it
    const theirs = await run(at, helm, words);
    const ours = await run(at, process.execPath, [capstan, ...words]);
    assert.equal(ours, theirs);
  });
}

async function run(at: number, program: string, words: readonly string[]): Promise<Outcome> {
  const own = join(folder, `case-${at}-${program === helm ? 'helm' : 'capstan'}`);
  const [work, ownHome] = [join(own, 'work'), join(own, 'home')];
  mkdirSync(own);
  cpSync(stage.seed, work, { recursive: true });
  writeText(join(ownHome, '.config/helm/repositories.yaml'), repositoriesText(repository));
  writeText(
    join(ownHome, '.cache/helm/repository/loc-index.yaml'),
    readFileSync(join(stage.web, 'index.yaml'), 'utf8'),
  );
  const env = { HOME: ownHome, PATH: process.env['PATH'] ?? '' };
  const child = spawn(program, words, { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const plain = (output: string) => output.replaceAll(own, 'OWN').replace(/tmpcharts-\w+/g, 'tmpcharts-x');
  const error = /^Error: ([\s\S]*)/m.exec(plain(stderr))?.[1] ?? '';
  return { code, stdout: plain(stdout), error, files: changed(await filesOf(work)) };
}

function changed(after: Readonly<Record<string, string>>): Record<string, string> {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (path) => before[path] !== after[path],
  );
  return Object.fromEntries(paths.sort().map((path) => [path, after[path] ?? 'gone']));
}

/** Each file's digest; an archive's is that of what it holds, a lock's without its time. */
async function filesOf(work: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const path of globSync('**/*', { cwd: work }).sort()) {
    const file = join(work, path);
    if (!statSync(file).isFile()) continue;
    const data = readFileSync(file);
    if (path.endsWith('.tgz') && data[0] === 0x1f) files[path] = await contentOf(file);
    else files[path] = sha256(data.toString('latin1').replace(/generated: .*/, ''));
  }
  return files;
}

async function contentOf(archive: string): Promise<string> {
  const top = await unpackArchive(archive, scratchFolder());
  return JSON.stringify(await filesOf(top));
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

function serve(root: string): Promise<Server> {
  const made = createServer((request, response) => {
    try {
      response.end(readFileSync(join(root, decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname))));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => made.listen(0, '127.0.0.1', () => resolve(made)));
}

it.run();
