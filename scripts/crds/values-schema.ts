import type { CrdNames } from './cnvrg.ts';
import type { Field, FieldType } from './fields.ts';
import { quantityPattern, switchValues } from './forms.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A chart's values.schema.json: what the operator refuses a resource by, with a word of its status. */
export function printValuesSchema(fields: readonly Field[], names: CrdNames): string {
  const aliases = Object.entries(names.aliases).map(([alias, of]) => {
    const field = fields.find(({ name }) => name === of);
    if (!field) throw new Error(`${alias}: there is no ${of}`);
    return [alias, { ...schemaOf(field, false), description: aliasDescription(of) }];
  });
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Values of ${names.chart}`,
    description: `What a ${names.kind} may say in its spec. Printed by \`npm run docs\` from values.yaml.`,
    ...tableSchema(fields, true),
    properties: { ...properties(fields, true), ...Object.fromEntries(aliases), ...filled },
    $defs: { switch: { enum: switchValues }, quantity },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

export function aliasDescription(of: string): string {
  return `Another spelling of ${of}: what is given here wins over it, field by field.`;
}

const quantity: Schema = { type: ['string', 'number'], pattern: quantityPattern };

/** What Helm and the operator put beside the user's values. */
const filled: Schema = {
  global: { type: 'object', description: "Helm's own: values that subcharts share." },
  'cnvrg-common': { type: 'object', description: 'Values of the library chart, which has none.' },
  inputs: { type: 'object', description: 'Filled by the operator: the resources that the release is drawn from.' },
  generated: { type: 'object', description: 'Filled by the operator: passwords, keys and tokens that were made up.' },
};

function properties(fields: readonly Field[], isWhole: boolean): Schema {
  return Object.fromEntries(fields.map((field) => [field.name, schemaOf(field, isWhole)]));
}

/** @param isWhole whether the defaults are laid below, so that a table that is missing was taken away with null */
function schemaOf({ description, type }: Field, isWhole: boolean): Schema {
  return { description, ...typeSchema(type, isWhole) };
}

function tableSchema(fields: readonly Field[], isWhole: boolean): Schema {
  const tables = fields.filter(({ type }) => type.is === 'table').map(({ name }) => name);
  return {
    type: 'object',
    additionalProperties: false,
    ...(isWhole && tables.length > 0 ? { required: tables } : {}),
    properties: properties(fields, isWhole),
  };
}

function typeSchema(type: FieldType, isWhole: boolean): Schema {
  switch (type.is) {
    case 'table':
      return tableSchema(type.fields, isWhole);
    case 'map':
      return {
        type: 'object',
        additionalProperties: { type: type.isLoose ? ['string', 'number', 'boolean'] : 'string' },
      };
    case 'list':
      return { type: 'array', items: { type: type.items === 'text' ? 'string' : 'object' } };
    case 'switch':
      return { $ref: '#/$defs/switch' };
    case 'choice':
      return { enum: type.choices };
    case 'integer':
      return { type: 'integer', minimum: type.least, ...(type.most === undefined ? {} : { maximum: type.most }) };
    case 'quantity':
      return { $ref: '#/$defs/quantity' };
    case 'text':
    case 'secret':
      return { type: 'string' };
  }
}
