import { gvkOf, type KubeObject } from '../cluster/index.ts';
import type { IgnoreRule, IgnoreTarget } from './policy.ts';
import { matchesSelector } from './selector.ts';

/** On an object, in the chart or in the cluster: what others change of it is left as it is. */
export const driftAnnotation = 'capstan.dev/drift';

/** Whether an object opts out of being corrected. */
export function isDriftIgnored({ annotations }: Pick<KubeObject['metadata'], 'annotations'>): boolean {
  return annotations?.[driftAnnotation] === 'ignore';
}

/** JSON pointers to what others may change of an object; [''] for all of it. */
export function ignoredPaths(object: KubeObject, rules: readonly IgnoreRule[]): readonly string[] {
  if (isDriftIgnored(object.metadata)) return [''];
  return rules.filter(({ target }) => !target || isTarget(object, target)).flatMap(({ paths }) => paths);
}

function isTarget(object: KubeObject, target: IgnoreTarget): boolean {
  const { labels, annotations, name, namespace } = object.metadata;
  const found = { ...gvkOf(object), name, namespace };
  const fields = ['group', 'version', 'kind', 'name', 'namespace'] as const;
  return (
    fields.every((field) => target[field] === undefined || isNamed(found[field] ?? '', target[field])) &&
    (target.labelSelector === undefined || matchesSelector(target.labelSelector, labels)) &&
    (target.annotationSelector === undefined || matchesSelector(target.annotationSelector, annotations))
  );
}

/** As Flux and kustomize take it: a regular expression for the whole word. One that is none is taken as it is written. */
function isNamed(word: string, pattern: string): boolean {
  if (word === pattern) return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(word);
  } catch {
    return false;
  }
}
