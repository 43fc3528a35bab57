import { isUtf8 } from 'node:buffer';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import { fromBytes } from '../template/index.ts';
import { readGoYaml } from '../yaml/index.ts';
import type { ChartFile } from './chart.ts';
import { DecodeError, kindOf } from './decode.ts';
import { isTable, type Table } from './table.ts';

/** A file's text; bytes that are no UTF-8 are kept, as Go keeps them. */
export function textOf(data: Buffer): string {
  return isUtf8(data) ? data.toString('utf8') : fromBytes(data);
}

/**
 * What `decode` makes of a YAML file's data; `place` is the chart's.
 * @throws CapstanError YAML_INVALID or CHART_INVALID: `cannot load values.yaml: error converting YAML to JSON: …`
 */
export function readData<T>({ path, data }: ChartFile, place: string, decode: (data: unknown) => T): T {
  const file = `${place}/${path}`;
  try {
    return decode(readGoYaml(textOf(data), { file }));
  } catch (error) {
    if (error instanceof DecodeError) {
      const message = `cannot load ${path}: error unmarshaling JSON: while decoding JSON: ${error.message}`;
      throw new CapstanError('CHART_INVALID', message, { place: { file } });
    }
    if (!isCapstanError(error)) throw error;
    throw new CapstanError(error.code, `cannot load ${path}: ${error.message}`, {
      place: error.place ?? { file },
      cause: error,
    });
  }
}

/** For files that hold a table, or nothing. @throws DecodeError */
export function tableOf(data: unknown): Table {
  if (data === null || isTable(data)) return data ?? {};
  throw new DecodeError(`json: cannot unmarshal ${kindOf(data)} into Go value of type map[string]interface {}`);
}
