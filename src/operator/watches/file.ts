import { isNode, LineCounter, parseDocument } from 'yaml';
import { apiVersionOf } from '../../cluster/index.ts';
import { CapstanError, isCapstanError, type Place } from '../../errors/index.ts';
import { parseYaml } from '../../yaml/index.ts';
import { parseWatchEntry, type WatchEntry } from './entry.ts';
import { EntryError, type Field, fieldNamed } from './field.ts';

/** An entry with its name and place in the file, for errors that show up later. */
export interface PlacedEntry {
  readonly entry: WatchEntry;
  /** `entry 2 (kre.konstellation.io/v1alpha1 Runtime)` */
  readonly name: string;
  /** Where `chart` is written; looked up when it is asked for. */
  readonly chartPlace: Place;
}

/**
 * The entries of a watches.yaml, checked.
 * @param file what messages call it
 * @throws CapstanError WATCHES_INVALID
 */
export function parseWatches(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  warn: (warning: string) => void,
): PlacedEntry[] {
  const root = parseText(text, file) ?? [];
  const placeOf = locator(text, file);
  if (!Array.isArray(root)) throw invalid(`${file} is not a list`, placeOf([]), 'start each entry with "- group: …"');
  if (root.length === 0) warn(`${file} lists no resource: nothing will be watched`);
  const seen = new Map<string, number>();
  return root.map((value: unknown, index) => {
    const field: Field = { value, path: [index] };
    const name = nameOf(field, index);
    try {
      const entry = parseWatchEntry(field, env, (warning, { path }) =>
        warn(`${file}:${placeOf(path).line}: ${name}: ${warning}`),
      );
      refuseTwin(entry, field, seen, index);
      return {
        entry,
        name,
        get chartPlace() {
          return placeOf(fieldNamed(field, 'chart')?.path ?? field.path);
        },
      };
    } catch (error) {
      if (error instanceof EntryError) throw invalid(`${name}: ${error.message}`, placeOf(error.path), error.hint);
      throw error;
    }
  });
}

function parseText(text: string, file: string): unknown {
  try {
    return parseYaml(text, { file });
  } catch (cause) {
    if (!isCapstanError(cause)) throw cause;
    throw new CapstanError('WATCHES_INVALID', cause.message, {
      cause,
      ...(cause.place && { place: cause.place }),
      ...(cause.hint && { hint: cause.hint }),
    });
  }
}

/** Finds the line of a field, or of the nearest one round it that is written out. The text is read when somebody asks first. */
function locator(text: string, file: string): (path: Field['path']) => Place {
  const lines = new LineCounter();
  let document: ReturnType<typeof parseDocument> | undefined;
  return (path) => {
    document ??= parseDocument(text, { schema: 'failsafe', lineCounter: lines, logLevel: 'silent' });
    for (let depth = path.length; depth >= 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (!isNode(node) || !node.range) continue;
      const { line, col } = lines.linePos(node.range[0]);
      return { file, line, column: col, text };
    }
    return { file, line: 1, column: 1, text };
  };
}

function nameOf(field: Field, index: number): string {
  const word = (name: 'group' | 'version' | 'kind') => {
    const value = fieldNamed(field, name)?.value;
    return typeof value === 'object' ? '' : String(value ?? '');
  };
  const apiVersion = [word('group'), word('version')].filter((part) => part !== '').join('/');
  const words = [apiVersion, word('kind')].filter((part) => part !== '').join(' ');
  return `entry ${index + 1}${words === '' ? '' : ` (${words})`}`;
}

function refuseTwin(entry: WatchEntry, field: Field, seen: Map<string, number>, index: number): void {
  const key = `${apiVersionOf(entry.gvk)} ${entry.gvk.kind}`;
  const twin = seen.get(key);
  if (twin !== undefined) {
    throw new EntryError(`the same resource as entry ${twin + 1}`, field, 'keep one entry for each resource');
  }
  seen.set(key, index);
}

function invalid(message: string, place: Place, hint?: string): CapstanError {
  return new CapstanError('WATCHES_INVALID', message, { place, ...(hint === undefined ? {} : { hint }) });
}
