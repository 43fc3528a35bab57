import { readGoYaml } from '../../yaml/index.ts';
import { formatFloat, GoError, type Value } from '../go/index.ts';
import { writeJsonString } from './json-text.ts';
import { Ordered, toJsonValue } from './json-value.ts';
import { type Reduced, writeYaml, type YamlDialect } from './yaml-writer.ts';

/**
 * Helm's toYaml: sigs.k8s.io/yaml, which writes JSON, reads that as YAML and writes it by go-yaml v2. '' for what JSON or
 * YAML cannot hold.
 */
export function toYaml(value: Value): string {
  try {
    return writeYaml(value, dialect);
  } catch (error) {
    // deeper than the stack: Go's limits are higher, but no object is that deep
    if (error instanceof GoError || error instanceof RangeError) return '';
    throw error;
  }
}

const dialect: YamlDialect = {
  width: 80,
  indentsLists: false,
  allowsTabsInBlocks: false,
  ordersDigitsFirst: false,
  reduce,
  prepareText: throughJson,
  formatNumber: formatJsonNumber,
};

/** JSON's objects are read into maps: no order of fields is left. */
function reduce(value: Value): Reduced {
  const made = toJsonValue(value);
  return made instanceof Ordered ? new Map(made.entries) : made;
}

/** What is left of a text that was JSON, read as YAML, on its way. */
function throughJson(text: string, isKey: boolean): { text: string; tag: string } {
  if (isKey && text.length > 100 && [...writeJsonString(text, true)].length > 1024) {
    throw new GoError('yaml reads no key of more than 1024 characters');
  }
  if (!unusual.test(text)) return { text, tag: '' };
  const valid = text.toWellFormed();
  if (forbidden.test(valid)) throw new GoError('yaml reads no control characters, and JSON does not escape these');
  if (!valid.includes('\x85')) return { text: valid, tag: '' };
  if (isKey) throw new GoError('yaml reads no key of several lines');
  return { text: readNextLine(valid), tag: '' };
}

const unusual = /[\x7f-\x9f\ufffe\uffff\ud800-\udfff]/;
const forbidden = /[\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** U+0085 ends lines for YAML: they are folded into one. */
function readNextLine(text: string): string {
  try {
    return readGoYaml(writeJsonString(text, true)) as string;
  } catch (error) {
    throw new GoError('yaml does not read it', { cause: error });
  }
}

/** Integers in full as far as 64 bits go, all else as Go's %g. */
function formatJsonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new GoError('JSON holds no such number');
  if (Number.isSafeInteger(value)) return String(value + 0);
  if (Number.isInteger(value) && value > -(2 ** 63) && value < 2 ** 64) return String(value);
  return formatFloat(value, 'g', -1);
}
