import { formatRef, type KubeObject, refOf } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { parseYamlDocuments } from '../../yaml/index.ts';

/**
 * The objects of a text in the order they stand in: YAML documents or JSON, each an object, an array of them, or a List.
 * @throws CapstanError YAML_INVALID, MANIFEST_INVALID: nothing of the text is shown, it may hold a Secret
 */
export function parseObjects(text: string, file: string): readonly KubeObject[] {
  const objects = parseYamlDocuments(text, { file }).flatMap(flatten);
  const taken = new Set<string>();
  return objects.map((object, index) => {
    const checked = check(object, `${file}: object ${index + 1}`);
    const name = formatRef(refOf(checked));
    if (taken.has(name)) throw invalid(`${file}: ${name} stands there twice`);
    taken.add(name);
    return checked;
  });
}

function flatten(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(flatten);
  const { kind, items } = (value ?? {}) as { kind?: unknown; items?: unknown };
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items.flatMap(flatten) : [value];
}

function check(value: unknown, where: string): KubeObject {
  if (typeof value !== 'object' || value === null) throw invalid(`${where} is no object`);
  const { apiVersion, kind, metadata } = value as Partial<KubeObject>;
  for (const [field, found] of [
    ['apiVersion', apiVersion],
    ['kind', kind],
    ['metadata.name', metadata?.name],
  ] as const) {
    if (typeof found !== 'string' || found === '') throw invalid(`${where} has no ${field}`);
  }
  return value as KubeObject;
}

function invalid(message: string): CapstanError {
  return new CapstanError('MANIFEST_INVALID', message, {
    hint: 'give Kubernetes objects with apiVersion, kind and metadata.name, as YAML or JSON',
  });
}
