import { createRequire } from 'node:module';
import { CapstanError } from '../errors/index.ts';
import { readBlockYaml } from './block.ts';

const require = createRequire(import.meta.url);

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
  // the yaml package takes long to load, and most texts do without it
  return (require('./parse-any.ts') as typeof import('./parse-any.ts')).parseAnyYaml(text, options);
}
