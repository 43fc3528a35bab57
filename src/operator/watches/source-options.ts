import { gvkOf } from '../../cluster/index.ts';
import { EntryError, nameOf } from './field.ts';
import { checked, type Kind, mapped, needed, optional, withDefault } from './kind.ts';
import { boolean, choice, matching, resourceText, resourceWord, word } from './scalars.ts';
import { selectorText } from './selector.ts';
import { list, table } from './table.ts';
import type { Dependency, FieldPath, InputSource, RemovalHold, ValuesSource } from './watch.ts';

const apiVersion = matching(/^([a-z0-9.-]+\/)?v[a-z0-9]+$/, 'apiVersion such as v1 or apps/v1');

/** As `--set` writes it, but one path only. */
const valuePath = matching(/^[^=,{}]+$/, 'value path such as auth.password');

export const valuesFromItem = table({
  kind: needed(choice('ConfigMap', 'Secret'), '`ConfigMap` or `Secret`, of the resource’s namespace'),
  name: needed(resourceWord, 'its name; a template over the resource'),
  valuesKey: withDefault(
    word,
    'values.yaml',
    'the key that is read: YAML with a map of values, or with `targetPath` any text',
  ),
  targetPath: optional(
    valuePath,
    'path of the one value that the key’s text becomes, as `--set` writes it',
    'all values',
  ),
  optional: withDefault(boolean, false, 'without it nothing is done until the object and its key are there'),
});

export const valuesFrom: Kind<readonly ValuesSource[]> = list(valuesFromItem);

/** Dots within a key are written as `--set` takes them: `metadata.annotations.shop\\.io/team`. */
const fieldPath: Kind<FieldPath> = mapped(
  matching(/^([^.\\]|\\.)+(\.([^.\\]|\\.)+)*$/, 'path of a field such as spec.port'),
  (text) => (text.match(/([^.\\]|\\.)+/g) ?? []).map((key) => key.replace(/\\(.)/g, '$1')),
);

/** Which objects a list is of. */
const objectSet = {
  apiVersion: needed(apiVersion, '`v1`, `apps/v1`'),
  kind: needed(word, 'kind of the objects'),
  namespace: optional(
    resourceText,
    'where they are; a template over the resource, `""` for everywhere',
    'the resource’s namespace',
  ),
  selector: withDefault(selectorText, '', 'their labels; values are templates over the resource', 'all objects'),
};

export const inputsItem = table({
  as: needed(
    matching(/^[\w-]+(\.[\w-]+)*$/, 'value path such as inputs.databases'),
    'path of the list in `.Values`; each item is a whole object, status and all',
  ),
  ...objectSet,
  fields: optional(
    list(fieldPath),
    'dotted paths (`spec.port`, `metadata.deletionTimestamp`) of what is handed over besides `apiVersion`, `kind`, name and namespace; a change of anything else is none',
    'whole objects',
  ),
});

export const inputs: Kind<readonly InputSource[]> = checked(
  list(
    mapped(inputsItem, ({ as, namespace, selector, fields, ...type }) => ({
      as,
      namespace,
      selector,
      fields,
      gvk: gvkOf(type),
    })),
  ),
  (items, field) => {
    const twin = items.find(({ as }, index) => items.findIndex((other) => other.as === as) < index);
    if (twin) throw new EntryError(`${nameOf(field)}: two inputs are called "${twin.as}"`, field);
  },
);

export const dependsOnItem = table({
  apiVersion: needed(apiVersion, '`v1`, `apps/v1`'),
  kind: needed(word, 'kind of the object'),
  name: needed(resourceWord, 'its name; a template over the resource'),
  namespace: optional(resourceText, 'where it is; a template over the resource', 'the resource’s namespace'),
});

export const dependsOn: Kind<readonly Dependency[]> = list(
  mapped(dependsOnItem, ({ name, namespace, ...type }) => ({ name, namespace, gvk: gvkOf(type) })),
);

export const removeAfterItem = table(objectSet);

export const removeAfter: Kind<readonly RemovalHold[]> = list(
  mapped(removeAfterItem, ({ namespace, selector, ...type }) => ({ namespace, selector, gvk: gvkOf(type) })),
);
