import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBytes } from '../../../src/template/go/index.ts';
import { compileTemplateSet, type MissingKey, TemplateError } from '../../../src/template/gotpl/index.ts';
import { functions, mapMethods, toGo, world } from './environment.ts';

/** What Go 1.26.8 made of a template: recorded by oracle/main.go; `UPDATE=1` asks it again. */
export interface Vector {
  /** The text of `main`, or several texts with it among them. */
  readonly text: string | readonly (readonly [name: string, text: string])[];
  readonly missingKey?: MissingKey;
  /** Index into the data of the file, which are its first line; the first when it is left out. */
  readonly data?: number;
  out?: string;
  error?: string;
}

/** A file's first line are its data, each other line is a vector. */
export function* readVectors(): Generator<{ file: string; data: readonly unknown[]; vectors: readonly Vector[] }> {
  const folder = join(import.meta.dirname, 'vectors');
  for (const file of readdirSync(folder)) {
    const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n').map(parseLine);
    const [data, ...vectors] = lines as [unknown[], ...Vector[]];
    if (process.env['UPDATE'] === '1') record(join(folder, file), data, vectors);
    yield { file, data, vectors };
  }
}

function parseLine(line: string): unknown {
  return JSON.parse(line);
}

function sourcesOf({ text }: Vector): { name: string; text: string }[] {
  return typeof text === 'string' ? [{ name: 'main', text }] : text.map(([name, text]) => ({ name, text }));
}

export function executeVector(vector: Vector, data: unknown): { out: string } | { error: string } {
  const { missingKey = 'zero' } = vector;
  try {
    const set = compileTemplateSet(sourcesOf(vector), functions, { name: 'gotpl', missingKey, mapMethods });
    return { out: set.execute('main', toGo(data), world) };
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}

function record(path: string, data: readonly unknown[], vectors: readonly Vector[]): void {
  const requests = vectors.map((vector) =>
    JSON.stringify({
      sources: sourcesOf(vector),
      name: 'main',
      missingKey: vector.missingKey ?? 'zero',
      data: data[vector.data ?? 0],
    }),
  );
  const cwd = join(import.meta.dirname, 'oracle');
  const answers = execFileSync('go', ['run', '.'], { cwd, input: requests.join('\n'), maxBuffer: 2 ** 28 });
  const decode = (text: string) => fromBytes(Buffer.from(text, 'base64'));
  for (const [i, line] of answers.toString().trim().split('\n').entries()) {
    const { out, error } = JSON.parse(line) as { out: string; error?: string };
    const vector = vectors[i]!;
    if (error === undefined) vector.out = decode(out);
    else vector.error = decode(error);
    delete vector[error === undefined ? 'error' : 'out'];
  }
  writeFileSync(path, `${[data, ...vectors].map((line) => JSON.stringify(line)).join('\n')}\n`);
}
