import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { CapstanError } from '../errors/index.ts';
import { readBlockYaml } from './block.ts';
import { toData, UnreadableNode } from './convert.ts';

export interface ParseYamlOptions {
  /** How messages call the text. */
  readonly file: string;
  /** What a key that stands twice in one mapping does: 'error' (the default), or 'last' wins, as in Go. */
  readonly duplicates?: 'error' | 'last';
}

/**
 * The one document of a text; null when it is empty.
 * @throws CapstanError YAML_INVALID with file, line and column, also when there is a second document with content.
 */
export function parseYaml(text: string, options: ParseYamlOptions): unknown {
  const documents = parseYamlDocuments(text, options);
  if (documents.length > 1) {
    throw new CapstanError(
      'YAML_INVALID',
      `${options.file} holds ${documents.length} YAML documents where one is expected`,
      {
        place: { file: options.file },
        hint: 'remove the lines `---` between them, or split the file',
      },
    );
  }
  return documents[0] ?? null;
}

/** All documents that have content, in order. A document without content is left out. */
export function parseYamlDocuments(text: string, options: ParseYamlOptions): unknown[] {
  const simple = readBlockYaml(text);
  if (simple) return [simple.data];
  return parseAnyYaml(text, options);
}

/** By the whole grammar. */
export function parseAnyYaml(text: string, options: ParseYamlOptions): unknown[] {
  const lines = new LineCounter();
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const documents = parseAllDocuments(source, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    strict: false,
    logLevel: 'silent',
  });
  const found: unknown[] = [];
  for (const document of documents as Document.Parsed[]) {
    const error = document.errors[0];
    if (error) throw invalid(options.file, source, lines, error.pos[0], error.message);
    if (document.contents === null || isBlank(document)) continue;
    found.push(convert(document, source, lines, options));
  }
  return found;
}

function isBlank(document: Document.Parsed): boolean {
  const [start, end] = document.contents!.range;
  return start === end && document.contents!.tag === undefined;
}

function convert(document: Document.Parsed, source: string, lines: LineCounter, options: ParseYamlOptions): unknown {
  try {
    return toData(document.contents, options.duplicates ?? 'error');
  } catch (error) {
    if (!(error instanceof UnreadableNode)) throw error;
    throw invalid(options.file, source, lines, error.offset, error.message);
  }
}

function invalid(file: string, text: string, lines: LineCounter, offset: number, message: string): CapstanError {
  const { line, col } = lines.linePos(offset);
  return new CapstanError('YAML_INVALID', `${file} is not valid YAML: ${message}`, {
    place: line > 0 ? { file, line, column: col, text } : { file, text },
  });
}
