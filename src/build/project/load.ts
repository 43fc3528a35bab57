import { isNode, LineCounter, parseDocument } from 'yaml';
import { CapstanError, isCapstanError, type Place } from '../../errors/index.ts';
import { parseYaml } from '../../yaml/index.ts';
import { component } from './component.ts';
import { adminTools, cli, command, inside, withoutAbsent } from './parts.ts';
import type { Project } from './project.ts';
import {
  type Field,
  FieldError,
  listOf,
  matching,
  nameOf,
  needed,
  optional,
  type Reader,
  table,
  text,
  withDefault,
} from './reader.ts';

const folder: Reader<string> = (field) => inside(field).replace(/\/+$/, '');

const readProject = table({
  name: needed(matching(/^[a-z0-9][a-z0-9._-]*$/, 'a name of small letters, digits and dashes')),
  registry: withDefault(text, 'ghcr.io'),
  repository: optional(text),
  build: optional(command),
  components: withDefault(listOf(component), []),
  charts: optional(table({ from: needed(folder), to: withDefault(folder, 'charts') })),
  clis: withDefault(listOf(cli), []),
  adminTools: optional(adminTools),
});

/**
 * The project that a build.yaml describes.
 * @param file what messages call it
 * @throws CapstanError PROJECT_INVALID
 */
export function parseProject(source: string, file: string): Project {
  try {
    const root: Field = { value: parseYaml(source, { file }), path: [] };
    const read = readProject(root);
    refuseTwins(read.components, 'components');
    refuseTwins(read.clis, 'clis');
    return Object.freeze(withoutAbsent({ file, ...read }));
  } catch (error) {
    if (error instanceof FieldError)
      throw invalid(`${file}: ${error.message}`, placeOf(error.path, source, file), error);
    if (!isCapstanError(error, 'YAML_INVALID')) throw error;
    throw invalid(`${file}: ${error.message}`, error.place, error);
  }
}

function refuseTwins(items: readonly { readonly name: string }[], key: string): void {
  items.forEach(({ name }, index) => {
    const first = items.findIndex((one) => one.name === name);
    if (first === index) return;
    const path = [key, index, 'name'];
    throw new FieldError(`${nameOf({ path })}: "${name}" is the name of ${key}[${first}] already`, { path });
  });
}

/** Where a field stands, or the nearest one round it that is written out. */
function placeOf(path: Field['path'], source: string, file: string): Place {
  const lines = new LineCounter();
  const document = parseDocument(source, { schema: 'failsafe', lineCounter: lines, logLevel: 'silent' });
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (!isNode(node) || !node.range) continue;
    const { line, col } = lines.linePos(node.range[0]);
    return { file, line, column: col, text: source };
  }
  return { file, line: 1, column: 1, text: source };
}

function invalid(message: string, place: Place | undefined, cause: FieldError | CapstanError): CapstanError {
  return new CapstanError('PROJECT_INVALID', message, {
    ...(place ? { place } : {}),
    ...(cause.hint ? { hint: cause.hint } : {}),
  });
}
