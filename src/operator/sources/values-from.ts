import { applySet, mergeValues, type Values } from '../../chart/index.ts';
import { formatRef, type KubeObject, type ObjectRef } from '../../cluster/index.ts';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { readGoYaml } from '../../yaml/index.ts';
import { expandResourceText, type ValuesSource } from '../watches/index.ts';
import type { Gathered, SourceOptions } from './gather.ts';
import { expandNamespace } from './place.ts';

/** ConfigMaps and Secrets merged in order, as Flux does it for a HelmRelease: of several the last one counts. */
export async function readValues(options: SourceOptions): Promise<Gathered> {
  const { watch, resource, identity, owner, sources, signal } = options;
  const namespace = expandNamespace(undefined, resource, identity);
  const named = watch.valuesFrom
    .map((source) => ({ source, ref: refOf(source, namespace, expandResourceText(source.name, resource).trim()) }))
    .filter(({ ref }) => ref.name !== '');
  const read = await Promise.all(
    named.map(async ({ source, ref }) => ({ source, ref, object: await sources.get(owner, ref, signal) })),
  );
  return { ...mergeSources(read), data: {}, warnings: [] };
}

export interface ReadSource {
  readonly source: ValuesSource;
  readonly ref: ObjectRef;
  readonly object: KubeObject | undefined;
}

/** @throws CapstanError VALUES_INVALID, SET_INVALID */
export function mergeSources(read: readonly ReadSource[]): Pick<Gathered, 'values' | 'waitingFor'> {
  let values: Values = {};
  const waitingFor: string[] = [];
  for (const { source, ref, object } of read) {
    const text = object && textOf(object, source.valuesKey);
    if (text !== undefined) values = withSource(values, source, ref, text);
    else if (!source.optional) {
      waitingFor.push(`${formatRef(ref)} to ${object ? `have key ${source.valuesKey}` : 'exist'}`);
    }
  }
  return { values, waitingFor };
}

function refOf({ kind }: ValuesSource, namespace: string, name: string): ObjectRef {
  return { group: '', version: 'v1', kind, namespace, name };
}

/** The text of a key; of a Secret, and of binaryData, it is written in base64. */
function textOf(object: KubeObject, key: string): string | undefined {
  const plain = object.kind === 'Secret' ? undefined : entryOf(object['data'], key);
  if (plain !== undefined) return plain;
  const encoded = entryOf(object[object.kind === 'Secret' ? 'data' : 'binaryData'], key);
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
}

function entryOf(data: unknown, key: string): string | undefined {
  const entries = (data ?? {}) as Readonly<Record<string, string>>;
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}

function withSource(values: Values, { valuesKey, targetPath }: ValuesSource, ref: ObjectRef, text: string): Values {
  if (targetPath === undefined) return mergeValues(values, parse(text, ref, valuesKey));
  return applySet(values, `${targetPath}=${text.replace(/[\\,{}]/g, '\\$&')}`, 'string');
}

/** The parser's own words are left out: they quote the text, which may be a Secret's. */
function parse(text: string, ref: ObjectRef, key: string): Values {
  try {
    return (readGoYaml(text, { into: 'map', file: key }) ?? {}) as Values;
  } catch (error) {
    if (!isCapstanError(error)) throw error;
    const line = error.place?.line;
    const where = line === undefined ? '' : ` (line ${line})`;
    throw new CapstanError('VALUES_INVALID', `${formatRef(ref)}: key ${key} holds no YAML map${where}`, {
      hint: 'write values into it as into a values.yaml, or give the source a targetPath to take the text as it is',
    });
  }
}
