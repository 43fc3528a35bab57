import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create } from 'tar';

/** A chart of ours that shows one rule, and the command lines that it is rendered with. */
export interface Fixture {
  readonly name: string;
  readonly rule: string;
  /** What comes behind `template`. The chart is the folder `c` of the working directory. */
  readonly commands: readonly (readonly string[])[];
  readonly files: readonly FixtureFile[];
}

interface FixtureFile {
  /** Relative to the working directory. `x.tgz/` within it is an archive with the files below. */
  readonly path: string;
  readonly data: Buffer;
  readonly how: string | undefined;
}

const folder = fileURLToPath(new URL('./charts/', import.meta.url));

export function readFixtures(): Fixture[] {
  return readdirSync(folder)
    .sort()
    .map((name) => readFixture(name.replace(/\.txt$/, ''), readFileSync(folder + name, 'utf8')));
}

/**
 * A fixture's first line is its rule; `$ WORDS` is a command; `no PATH` leaves out a file that would be made. Then come the
 * files: `-- PATH --` in front of each, in the chart unless PATH starts with `/`; `-- PATH (HOW) --` changes the text: crlf,
 * bom, base64, no newline, executable, link. A chart without a Chart.yaml gets a plain one.
 */
export function readFixture(name: string, text: string): Fixture {
  const [head = '', ...sections] = text.split(/^(?=-- \S.* --$)/m);
  const [rule = '', ...lines] = head.trimEnd().split('\n');
  const given = sections.map(readSection);
  const unwanted = lines.filter((line) => line.startsWith('no ')).map((line) => `c/${line.slice(3)}`);
  const implied = impliedCharts(given).filter(({ path }) => !unwanted.includes(path));
  const commands = lines.filter((line) => line.startsWith('$ ')).map((line) => splitWords(line.slice(2)));
  return { name, rule, commands, files: [...given, ...implied] };
}

function readSection(section: string): FixtureFile {
  const [, name = '', how, body = ''] = /^-- (.*?)(?: \((.*)\))? --\n([\s\S]*)$/.exec(section) ?? [];
  const path = name.startsWith('/') ? name.slice(1) : `c/${name}`;
  return { path, data: encode(body, how), how };
}

function encode(body: string, how: string | undefined): Buffer {
  if (how === 'base64') return Buffer.from(body, 'base64');
  if (how === 'crlf') return Buffer.from(body.replaceAll('\n', '\r\n'));
  if (how === 'bom') return Buffer.from(`\ufeff${body}`);
  if (how === 'no newline' || how === 'link') return Buffer.from(body.replace(/\n$/, ''));
  return Buffer.from(body);
}

/** `c`, and each folder of a charts/, unless it has a Chart.yaml. */
function impliedCharts(files: readonly FixtureFile[]): FixtureFile[] {
  const folders = new Set(['c']);
  for (const { path } of files) {
    if (path.includes('.tgz/')) continue;
    for (const { index, 0: found } of path.matchAll(/\/charts\/\w+(?=\/)/g)) {
      folders.add(path.slice(0, index + found.length));
    }
  }
  return [...folders]
    .map((folder) => ({ folder, path: `${folder}/Chart.yaml` }))
    .filter(({ path }) => !files.some((file) => file.path === path))
    .map(({ folder, path }) => {
      const name = folder.slice(folder.lastIndexOf('/') + 1);
      return { path, data: Buffer.from(`apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`), how: undefined };
    });
}

/** As a shell splits words, quotes included. */
function splitWords(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  );
}

/** Writes a fixture's files into a folder of their own below another, and returns that. */
export async function writeFixture({ name, files }: Fixture, below: string): Promise<string> {
  const root = join(below, name);
  mkdirSync(root, { recursive: true });
  for (const file of files) writeFixtureFile(root, file);
  const archives = new Set(files.flatMap(({ path }) => /^.*?\.tgz(?=\/)/.exec(path) ?? []));
  for (const archive of archives) {
    const content = join(root, '.packed', archive);
    mkdirSync(dirname(join(root, archive)), { recursive: true });
    await create({ gzip: true, cwd: content, file: join(root, archive), portable: true }, readdirSync(content));
  }
  return root;
}

function writeFixtureFile(root: string, { path, data, how }: FixtureFile): void {
  const target = join(root, path.includes('.tgz/') ? `.packed/${path}` : path);
  mkdirSync(dirname(target), { recursive: true });
  if (how === 'link') symlinkSync(data.toString(), target);
  else writeFileSync(target, data, { mode: how === 'executable' ? 0o755 : 0o644 });
}
