import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadPattern, type Chart, matchPath } from '../chart/index.ts';
import { CapstanError, fileErrorReason } from '../errors/index.ts';
import { crdFiles, manifestText, type RenderedFile, splitDocuments } from '../render/index.ts';
import { trimSpace } from '../template/index.ts';
import { print } from './print.ts';

interface Document {
  readonly source: string;
  readonly text: string;
}

/** A release's manifest as Helm keeps it: CRDs when there is a chart to take them from, then the documents. */
export function manifestsText(crdsOf: Chart | undefined, manifests: readonly Document[]): string {
  return manifestText([...(crdsOf ? crdFiles(crdsOf) : []), ...manifests]);
}

export function hooksText(hooks: readonly Document[]): string {
  return manifestText(hooks);
}

/** What was rendered, when it cannot be taken apart. */
export function brokenText(files: readonly RenderedFile[]): string {
  const written = files.filter(({ text }) => trimSpace(text) !== '');
  return `${trimSpace(manifestText(written.map(({ name, text }) => ({ source: name, text }))))}\n`;
}

/**
 * The documents of a printed manifest whose template one of the patterns names, in the order of the patterns.
 * @throws CapstanError USAGE for a pattern that names none.
 */
export function selectShown(text: string, patterns: readonly string[]): string {
  const documents = splitDocuments(text).flatMap((document) => {
    const [, path] = /# Source: [^/\n]+\/(.+)/.exec(document) ?? [];
    return path === undefined ? [] : [{ path, document }];
  });
  return patterns
    .flatMap((pattern) => {
      const matching = documents.filter(({ path }) => isShown(pattern, path));
      if (matching.length > 0) return matching;
      const known = [...new Set(documents.map(({ path }) => path))].join(', ');
      throw new CapstanError('USAGE', `could not find template ${pattern} in chart`, {
        hint: `it renders ${known || 'nothing'}`,
      });
    })
    .map(({ document }) => `---\n${document}\n`)
    .join('');
}

/** What is no pattern shows nothing. */
function isShown(pattern: string, path: string): boolean {
  try {
    return matchPath(pattern, path);
  } catch (error) {
    if (error instanceof BadPattern) return false;
    throw error;
  }
}

/** One file for each template, as Helm writes them: the documents of one template behind each other. */
export function writeFiles(
  folder: string,
  crdFolder: string,
  crdsOf: Chart | undefined,
  documents: readonly Document[],
): void {
  const written = new Set<string>();
  const crds = crdsOf ? crdFiles(crdsOf) : [];
  for (const [into, document] of [
    ...crds.map((crd) => [crdFolder, crd] as const),
    ...documents.map((d) => [folder, d] as const),
  ]) {
    // what is written is YAML, whatever language its template was in
    const file = `${into}/${document.source.replace(/\.eta$/, '')}`;
    write(file, manifestText([document]), written.has(file));
    written.add(file);
    print(`wrote ${file}\n`);
  }
}

function write(file: string, text: string, isBegun: boolean): void {
  try {
    if (!isBegun) makeFolder(dirname(file));
    (isBegun ? appendFileSync : writeFileSync)(file, text);
  } catch (error) {
    const { path = file, message } = error as NodeJS.ErrnoException;
    const what = fileErrorReason(error) ?? message;
    throw new CapstanError('FILE_UNWRITABLE', `mkdir ${path}: ${what}`, { place: { file }, cause: error });
  }
}

/** mkdirSync's own `recursive` does not come to an end below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}
