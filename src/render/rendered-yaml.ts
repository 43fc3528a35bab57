import { CapstanError, isCapstanError, type Place } from '../errors/index.ts';
import { readGoYaml } from '../yaml/index.ts';

/**
 * The data of one rendered document, as Go's reader takes it; null for a comment alone.
 * @throws CapstanError MANIFEST_INVALID in Helm's words.
 */
export function readRendered(source: string, text: string): unknown {
  try {
    return readGoYaml(text, { file: `${source} (rendered)` });
  } catch (error) {
    if (!isCapstanError(error, 'YAML_INVALID')) throw error;
    throw unreadable(source, text, error.message, error.place);
  }
}

export function unreadable(source: string, text: string, what: string, place?: Place): CapstanError {
  return new CapstanError('MANIFEST_INVALID', `YAML parse error on ${source}: ${what}`, {
    place: place ?? { file: `${source} (rendered)`, line: 1, text },
    hint: 'the line is counted in the rendered document; capstan template --debug prints what is rendered',
  });
}
