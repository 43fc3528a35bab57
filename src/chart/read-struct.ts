import { CapstanError } from '../errors/index.ts';
import { readGoYaml } from '../yaml/index.ts';
import { DecodeError, decodeStruct, type Shape } from './decode.ts';
import { type DraftMetadata, metadataShape } from './metadata.ts';
import type { Table } from './table.ts';

/**
 * The first document of a YAML text as sigs.k8s.io/yaml puts it into a Go struct; undefined when there is none, or null.
 * @throws CapstanError YAML_INVALID with Go's words
 */
export function readStruct(text: string, shape: Shape): Table | undefined {
  const data = readGoYaml(text);
  if (data === null) return undefined;
  try {
    return decodeStruct(data, shape);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new CapstanError('YAML_INVALID', `error unmarshaling JSON: while decoding JSON: ${error.message}`);
  }
}

/**
 * Chart.yaml as it is, before anybody asks for what it must have.
 * @throws CapstanError YAML_INVALID with Go's words
 */
export function readMetadata(text: string): DraftMetadata {
  return (readStruct(text, metadataShape) ?? {}) as DraftMetadata;
}
