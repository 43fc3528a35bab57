import { CapstanError } from '../../errors/index.ts';
import { ConversionProblem, decode } from './decode.ts';
import { readInput } from './input.ts';
import { parseDocument } from './parser.ts';
import { YamlProblem } from './problem.ts';
import { readSimple } from './simple.ts';
import { findMismatch, type GoTarget } from './target.ts';

export interface GoYamlOptions {
  /** What mappings become: plain objects (the default), or Maps. */
  readonly maps?: 'object' | 'Map';
  /** What the caller decodes into: a mapping or a list only, or anything (the default). Nothing at all is null in each. */
  readonly into?: GoTarget;
  /** What a key that stands twice in a mapping does: the last one counts (the default), or it is an error (UnmarshalStrict). */
  readonly duplicates?: 'last' | 'error';
  /** How the error's place calls the text; its message never does. */
  readonly file?: string;
}

/**
 * The first document of a text as JSON-like data, as sigs.k8s.io/yaml's Unmarshal gives it: mappings with string keys,
 * numbers as float64. null when there is none.
 * @throws CapstanError YAML_INVALID, its message Go's own: `error converting YAML to JSON: yaml: line 3: …`
 */
export function readGoYaml(source: string, options: GoYamlOptions = {}): unknown {
  const data = read(source, options);
  const { into = 'any' } = options;
  if (into === 'any' || data === null) return data;
  const mismatch = findMismatch(data, into);
  if (mismatch === undefined) return data;
  throw invalid(`error unmarshaling JSON: while decoding JSON: ${mismatch}`, source, options.file);
}

function read(source: string, options: GoYamlOptions): unknown {
  const simple = options.duplicates === 'error' ? undefined : readSimple(source, options.maps === 'Map');
  return simple === undefined ? readAny(source, options) : simple.data;
}

/** By the whole grammar. */
export function readAny(source: string, options: GoYamlOptions): unknown {
  const input = readInput(source);
  try {
    const root = parseDocument(input);
    if (root === undefined) return null;
    return decode(root, { asMaps: options.maps === 'Map', isStrict: options.duplicates === 'error' });
  } catch (error) {
    if (error instanceof YamlProblem) {
      throw invalid(`error converting YAML to JSON: yaml: ${error.message}`, source, options.file, error.line);
    }
    if (error instanceof ConversionProblem) {
      throw invalid(`error converting YAML to JSON: ${error.message}`, source, options.file);
    }
    // deeper than this process' stack, if not than go-yaml's limit
    if (error instanceof RangeError) {
      throw invalid('error converting YAML to JSON: yaml: exceeded max depth of 10000', source, options.file);
    }
    throw error;
  }
}

function invalid(message: string, text: string, file: string | undefined, line?: number): CapstanError {
  if (file === undefined) return new CapstanError('YAML_INVALID', message);
  return new CapstanError('YAML_INVALID', message, { place: line === undefined ? { file } : { file, line, text } });
}
