import { readStruct, type Shape } from '../chart/index.ts';
import { messageOf } from '../errors/index.ts';
import { byteLength, trimSpace } from '../template/index.ts';
import { findJsonFault } from '../yaml/index.ts';

/** One document as a struct's fields; undefined for an empty one. */
export type Decoded = Readonly<Record<string, unknown>> | undefined;

/**
 * The documents of a text as Kubernetes' YAMLOrJSONDecoder reads them: JSON objects one behind the other as long as there
 * are some, else YAML between lines of `---`.
 * @throws DecodingFailed, and with it stops
 */
export function* decodeDocuments(text: string, shape: Shape): Generator<Decoded> {
  if (!isJsonLike(text)) {
    yield* decodeYaml(text, shape);
    return;
  }
  let position = 0;
  for (let count = 0; ; count += 1) {
    position = skipBlanks(text, position);
    if (position === text.length) return;
    const next = readObject(text, position);
    const result = next.failure === undefined ? attempt(() => readStruct(next.text, shape)) : { failure: next.failure };
    if (result.failure === undefined) {
      yield result.value;
      position += next.text.length;
      continue;
    }
    // after more than one object it is JSON for certain
    if (count > 1) throw new DecodingFailed(next.plainFailure ?? result.failure);
    yield* decodeRest(text.slice(position), shape, result.failure);
    return;
  }
}

/** Why a document is no YAML, in the words of Kubernetes' decoder. */
export class DecodingFailed extends Error {}

/** The decoder guesses by the first 4096 bytes. */
function isJsonLike(text: string): boolean {
  return trimSpace(text.slice(0, 4096)).startsWith('{');
}

function skipBlanks(text: string, from: number): number {
  let position = from;
  while (position < text.length && ' \t\r\n'.includes(text[position]!)) position += 1;
  return position;
}

interface Attempt {
  readonly value?: Decoded;
  readonly failure?: string;
}

function attempt(read: () => Decoded): Attempt {
  try {
    return { value: read() };
  } catch (error) {
    return { failure: messageOf(error).replace(/^error unmarshaling JSON: while decoding JSON: /, '') };
  }
}

interface JsonObject {
  readonly text: string;
  readonly failure?: string;
  readonly plainFailure?: string;
}

/** The JSON value that begins there. */
function readObject(text: string, from: number): JsonObject {
  const rest = text.slice(from, endOfObject(text, from));
  try {
    JSON.parse(rest);
    return { text: rest };
  } catch {
    const fault = findJsonFault(rest);
    if (!fault) return { text: rest, failure: 'unexpected EOF' };
    const offset = byteLength(text.slice(0, from + fault.at)) + 1;
    return { text: rest, failure: `json: offset ${offset}: ${fault.message}`, plainFailure: fault.message };
  }
}

function endOfObject(text: string, from: number): number {
  if (text[from] !== '{') return text.length;
  let depth = 0;
  const token = /["{}[\]]|\\./g;
  token.lastIndex = from;
  let isInString = false;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [mark] = match;
    if (mark === '"') isInString = !isInString;
    else if (isInString || mark.startsWith('\\')) continue;
    else if (mark === '{' || mark === '[') depth += 1;
    else depth -= 1;
    if (depth === 0 && !isInString) return token.lastIndex;
  }
  return text.length;
}

/** What is left is tried as YAML; when that fails at once, the reason is why it was no JSON. */
function* decodeRest(rest: string, shape: Shape, failure: string): Generator<Decoded> {
  const documents = decodeYaml(rest, shape);
  let first: IteratorResult<Decoded>;
  try {
    first = documents.next();
  } catch (error) {
    throw error instanceof DecodingFailed ? new DecodingFailed(failure) : error;
  }
  if (first.done) return;
  yield first.value;
  yield* documents;
}

function* decodeYaml(text: string, shape: Shape): Generator<Decoded> {
  let lines: string[] = [];
  // a last line without its end is one, too
  for (const line of text.replace(/\r?\n$/, '').split(/\r?\n/)) {
    if (line.startsWith('---')) {
      const behind = trimSpace(line.slice(3));
      if (behind !== '' && !behind.startsWith('#')) {
        throw new DecodingFailed(`invalid Yaml document separator: ${behind}`);
      }
      if (lines.length > 0) {
        yield readYaml(lines, shape);
        lines = [];
        continue;
      }
    }
    // a line of `---` with nothing before it counts among the lines of errors
    lines.push(line);
  }
  if (lines.length > 0) yield readYaml(lines, shape);
}

function readYaml(lines: readonly string[], shape: Shape): Decoded {
  try {
    return readStruct(`${lines.join('\n')}\n`, shape);
  } catch (error) {
    throw new DecodingFailed(messageOf(error));
  }
}
