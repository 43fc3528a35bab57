import { stringify } from 'yaml';
import type { CrdNames } from './cnvrg.ts';
import type { Field, FieldType } from './fields.ts';
import { quantityPattern, switchValues } from './forms.ts';
import { statusSchema } from './status-schema.ts';
import { aliasDescription } from './values-schema.ts';

type Schema = Readonly<Record<string, unknown>>;

const group = 'mlops.cnvrg.io';

/** The CustomResourceDefinition of a chart's values, with their defaults: a resource that is read back shows the whole tree. */
export function printCrd(fields: readonly Field[], names: CrdNames): string {
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural}.${group}` },
    spec: {
      group,
      scope: names.scope,
      names: {
        kind: names.kind,
        listKind: `${names.kind}List`,
        plural: names.plural,
        singular: names.kind.toLowerCase(),
        shortNames: [names.shortName],
        categories: ['cnvrg'],
      },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columns(names),
          schema: { openAPIV3Schema: resourceSchema(fields, names) },
        },
      ],
    },
  };
  const head = `# Printed by \`npm run docs\` from helm-charts/${names.chart}/values.yaml.\n`;
  // The API server's reader takes a bare yes for true: 1.1 quotes such words.
  return head + stringify(crd, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}

function columns({ versionPath }: CrdNames): readonly Schema[] {
  const version = { name: 'Version', type: 'string', description: 'The image that the web application runs.' };
  return [
    ...(versionPath === undefined ? [] : [{ ...version, jsonPath: versionPath }]),
    { name: 'Status', type: 'string', description: 'How far the operator has got.', jsonPath: '.status.status' },
    { name: 'Message', type: 'string', description: 'What holds it up.', jsonPath: '.status.message' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ];
}

function resourceSchema(fields: readonly Field[], names: CrdNames): Schema {
  const aliases = Object.entries(names.aliases).map(([alias, of]) => {
    const field = fields.find(({ name }) => name === of) as Field;
    return [alias, { ...schemaOf(field, false), description: aliasDescription(of) }];
  });
  return {
    type: 'object',
    description: names.description,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: {
        description: 'What is wanted. Every field has a default.',
        type: 'object',
        default: {},
        properties: { ...properties(fields, true), ...Object.fromEntries(aliases) },
      },
      status: statusSchema(names.readyWord),
    },
  };
}

/** @param hasDefaults whether a field that is not given shows its default; in the second spelling of a table it must not */
function properties(fields: readonly Field[], hasDefaults: boolean): Schema {
  return Object.fromEntries(fields.map((field) => [field.name, schemaOf(field, hasDefaults)]));
}

/** The API server fills in defaults of fields inside a table only where the table itself has one. */
function schemaOf({ description, type, default: value }: Field, hasDefaults: boolean): Schema {
  const shown = type.is === 'table' ? {} : value;
  return {
    description,
    ...typeSchema(type, hasDefaults),
    ...(hasDefaults && shown !== undefined ? { default: shown } : {}),
  };
}

function typeSchema(type: FieldType, hasDefaults: boolean): Schema {
  switch (type.is) {
    case 'table':
      return { type: 'object', properties: properties(type.fields, hasDefaults) };
    case 'map':
      return {
        type: 'object',
        additionalProperties: type.isLoose ? { 'x-kubernetes-preserve-unknown-fields': true } : { type: 'string' },
      };
    case 'list':
      return { type: 'array', items: itemSchema(type.items) };
    case 'switch':
      return { 'x-kubernetes-preserve-unknown-fields': true, enum: switchValues };
    case 'choice': {
      const isText = type.choices.every((choice) => typeof choice === 'string');
      return {
        ...(isText ? { type: 'string' } : { 'x-kubernetes-preserve-unknown-fields': true }),
        enum: type.choices,
      };
    }
    case 'integer':
      return { type: 'integer', minimum: type.least, ...(type.most === undefined ? {} : { maximum: type.most }) };
    case 'quantity':
      return { 'x-kubernetes-int-or-string': true, pattern: quantityPattern };
    case 'text':
    case 'secret':
      return { type: 'string' };
  }
}

function itemSchema(items: 'text' | 'tenant' | 'anything'): Schema {
  switch (items) {
    case 'text':
      return { type: 'string' };
    case 'tenant':
      return { type: 'object', properties: { name: { type: 'string' }, namespace: { type: 'string' } } };
    case 'anything':
      return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  }
}
