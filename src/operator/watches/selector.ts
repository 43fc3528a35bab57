import { messageOf } from '../../errors/index.ts';
import { EntryError, type Field, nameOf } from './field.ts';
import { type Kind, mapped, type ReadOf, withDefault } from './kind.ts';
import { formatLabelSelector } from './label-selector.ts';
import { asLabelValue } from './label-text.ts';
import { resourceText, text } from './scalars.ts';
import { list, mapOf, table } from './table.ts';
import type { ResourceText } from './watch.ts';

const operator: Kind<string> = { ...text, schema: { enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'] } };

/** A LabelSelector as the text that list requests take; '' selects all. */
export const selector: Kind<string> = mapped(shape(text), (value, field) => format(value, field));

/** The same, its values templates over the resource. */
export const selectorText: Kind<ResourceText> = mapped(
  shape(resourceText),
  ({ matchLabels, matchExpressions }, field) =>
    format(
      {
        matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [key, asLabelValue(value)])),
        matchExpressions: matchExpressions.map((one) => ({ ...one, values: one.values.map(asLabelValue) })),
      },
      field,
      isTemplate,
    ),
);

function shape(value: Kind<string>) {
  return table({
    matchLabels: withDefault(mapOf(value), {}, 'labels with these values', 'none'),
    matchExpressions: withDefault(
      list(
        table({
          key: withDefault(text, '', 'name of a label'),
          operator: withDefault(operator, '', '`In`, `NotIn`, `Exists` or `DoesNotExist`'),
          values: withDefault(list(value), [], 'for `In` and `NotIn`', 'none'),
        }),
      ),
      [],
      'what the labels have to fulfil, each one of them',
      'none',
    ),
  });
}

function isTemplate(value: string): boolean {
  return value.includes('{{');
}

function format(value: ReadOf<ReturnType<typeof shape>>, field: Field, isChecked?: (value: string) => boolean): string {
  try {
    return formatLabelSelector(value, isChecked);
  } catch (error) {
    throw new EntryError(`${nameOf(field)} is not right: ${messageOf(error)}`, field);
  }
}
