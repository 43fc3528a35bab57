import { type Document, LineCounter, parseAllDocuments, type YAMLParseError } from 'yaml';
import { CapstanError } from '../errors/index.ts';
import { toData, UnreadableNode } from './convert.ts';
import type { ParseYamlOptions } from './parse.ts';

/** All documents of a text that have content, by the whole grammar. @throws CapstanError YAML_INVALID */
export function parseAnyYaml(text: string, options: ParseYamlOptions): unknown[] {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const control = source.search(controlCharacter);
  if (control >= 0) throw invalid(options.file, read(source), control, 'control characters are not allowed');
  const asWritten = read(source);
  const mended = mendFlow(asWritten);
  const reading = mended.error ? asWritten : mended;
  if (reading.error) throw invalid(options.file, reading, reading.error.pos[0], reading.error.message);
  return reading.documents
    .filter((document) => document.contents !== null && !isBlank(document))
    .map((document) => convert(document, reading, options));
}

const controlCharacter = /(?![\t\n\r\x85])\p{Cc}(?<![\x80-\x9f])/u;

/** One run of the yaml package over a text. */
interface Reading {
  readonly source: string;
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
  readonly error: YAMLParseError | undefined;
}

function read(source: string): Reading {
  const lines = new LineCounter();
  const documents = parseAllDocuments(source, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    strict: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  }) as Document.Parsed[];
  return { source, documents, lines, error: documents.flatMap(({ errors }) => errors)[0] };
}

/**
 * Go lets the lines of a flow collection stand at any column, the yaml package only deeper than what holds it. The lines
 * it stumbles over are moved to the right, one after the other, which changes nothing else.
 */
function mendFlow(first: Reading): Reading {
  let reading = first;
  for (let tries = 0; tries < 100; tries += 1) {
    const { source, error } = reading;
    if (error?.code !== 'BAD_INDENT' || !error.message.startsWith('Flow ')) break;
    const lineStart = source.lastIndexOf('\n', error.pos[0] - 1) + 1;
    if (source.slice(error.pos[0]).trim() === '') break;
    reading = read(`${source.slice(0, lineStart)}${' '.repeat(40)}${source.slice(lineStart)}`);
  }
  return reading;
}

function isBlank(document: Document.Parsed): boolean {
  const [start, end] = document.contents!.range;
  return start === end && document.contents!.tag === undefined;
}

function convert(document: Document.Parsed, reading: Reading, options: ParseYamlOptions): unknown {
  try {
    return toData(document.contents, {
      duplicates: options.duplicates ?? 'error',
      cutAt: reading.source.endsWith('\n') ? undefined : reading.source.length,
    });
  } catch (error) {
    if (!(error instanceof UnreadableNode)) throw error;
    throw invalid(options.file, reading, error.offset, error.message);
  }
}

function invalid(file: string, { source, lines }: Reading, offset: number, message: string): CapstanError {
  const { line, col } = lines.linePos(offset);
  return new CapstanError('YAML_INVALID', `${file} is not valid YAML: ${message}`, {
    place: line > 0 ? { file, line, column: col, text: source } : { file, text: source },
  });
}
