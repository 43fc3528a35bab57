import { createHash } from 'node:crypto';
import { formatRef, type KubeObject, refOf } from '../../cluster/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { toGoValue, withInt64 } from '../../render/index.ts';
import { compileText, func, GoError, repeatableFuncs, sprintf, type TextTemplate } from '../../template/index.ts';
import { isLabelValue } from './label-selector.ts';
import type { ResourceText, WatchOptions } from './watch.ts';

/**
 * The text for one resource, which is the data: `{{ .metadata.name }}-{{ .spec.tier | default "small" }}`.
 * @throws CapstanError SPEC_INVALID when the resource lacks what the text prints, or the template fails
 */
export function expandResourceText(text: ResourceText, resource: KubeObject): string {
  if (!text.includes('{{')) return text;
  try {
    return compileResourceText(text).execute(toGoValue(withInt64(resource)));
  } catch (cause) {
    const message = `${formatRef(refOf(resource))}: the option text ${JSON.stringify(text)} of watches.yaml cannot be expanded`;
    throw new CapstanError('SPEC_INVALID', `${message}: ${messageOf(cause)}`, {
      cause,
      hint: 'set the field in the resource, or give it a default in the text: {{ .spec.tier | default "small" }}',
    });
  }
}

/** Compiled once for each text. @throws CapstanError TEMPLATE_SYNTAX */
export function compileResourceText(text: ResourceText): TextTemplate {
  const known = compiled.get(text);
  if (known) return known;
  const template = compileText(text, { name: 'text', funcs, isStrict: true });
  compiled.set(text, template);
  return template;
}

const funcs = {
  ...repeatableFuncs,
  labelValue: func(['any'], (value) => {
    if (value === null) throw new GoError('a label cannot have the value of a field that is missing');
    const text = sprintf('%v', [value]);
    if (!isLabelValue(text)) throw new GoError(`"${text}" is no value for a label`);
    return text;
  }),
};

const compiled = new Map<ResourceText, TextTemplate>(); // as many as watches.yaml has

/**
 * The name of the resource's release. Option `releaseName` may give any text: what is longer than a release's name may be
 * is cut and ends in a hash of the whole, so that it stays the same and two of one beginning stay apart.
 */
export function releaseNameOf({ releaseName }: Pick<WatchOptions, 'releaseName'>, resource: KubeObject): string {
  if (releaseName === undefined) return resource.metadata.name;
  const name = expandResourceText(releaseName, resource);
  return name.length <= lengthAtMost ? name : shortened(name);
}

const lengthAtMost = 53; // Helm: leaves room for suffixes within the 63 characters of a DNS label

function shortened(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const start = name.slice(0, lengthAtMost - hash.length - 1).replace(/[-.]+$/, '');
  return `${start}-${hash}`;
}
