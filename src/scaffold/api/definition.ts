import type { Chart } from '../../chart/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { stringifyYaml } from '../../yaml/index.ts';
import type { ApiNames } from '../names.ts';
import { describeKeys } from './descriptions.ts';
import { describeSchema, inferSchema } from './inferred-schema.ts';
import { type StructuralSchema, toStructural } from './structural-schema.ts';

/** 'open': nothing is said about the spec but that it is an object. */
export type SchemaSource = 'values' | 'open';

/** The CustomResourceDefinition of a kind whose spec are values of the chart, as YAML. */
export function definitionText(names: ApiNames, chart: Chart, source: SchemaSource): string {
  return `${stringifyYaml(definitionOf(names, chart, source))}\n`;
}

function definitionOf(
  { group, version, kind, plural, singular }: ApiNames,
  chart: Chart,
  source: SchemaSource,
): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular },
      scope: 'Namespaced',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columns,
          schema: { openAPIV3Schema: resourceSchema(kind, chart, source) },
        },
      ],
    },
  };
}

const columns = [
  {
    name: 'Deployed',
    type: 'string',
    description: 'Whether a release stands.',
    jsonPath: '.status.conditions[?(@.type=="Deployed")].status',
  },
  { name: 'Ready', type: 'string', description: 'Objects that are ready, of all.', jsonPath: '.status.ready' },
  {
    name: 'Reason',
    type: 'string',
    description: 'Why it is ready, or not yet.',
    jsonPath: '.status.conditions[?(@.type=="Ready")].reason',
  },
  {
    name: 'Failed',
    type: 'string',
    description: 'What stands in the way.',
    jsonPath: '.status.conditions[?(@.type=="ReleaseFailed")].reason',
    priority: 1,
  },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

function resourceSchema(kind: string, chart: Chart, source: SchemaSource): object {
  const { name, description } = chart.metadata;
  return {
    type: 'object',
    description: description ?? `A release of the chart ${name}.`,
    properties: {
      apiVersion: { type: 'string', description: 'Group and version of this kind.' },
      kind: { type: 'string', description: `${kind}.` },
      metadata: { type: 'object' },
      spec: {
        description: `Values of the chart ${name}, laid over its own; null removes one of those.`,
        ...specSchema(chart, source),
      },
      status: {
        type: 'object',
        description: 'What the operator made of it.',
        'x-kubernetes-preserve-unknown-fields': true,
      },
    },
  };
}

function specSchema(chart: Chart, source: SchemaSource): StructuralSchema {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  if (source === 'open') return open;
  const descriptions = describeKeys(valuesText(chart));
  const schema =
    chart.schema === undefined
      ? inferSchema(chart.values, descriptions)
      : describeSchema(toStructural(readSchema(chart.schema), chart.values), descriptions);
  // Values of subcharts, and `global`, belong into every spec.
  const { description: _, ...rest } = schema;
  return rest['type'] === 'object' ? rest : open;
}

function readSchema(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CapstanError('CHART_INVALID', `values.schema.json is no JSON: ${messageOf(cause)}`, { cause });
  }
}

/** values.yaml as it is written; '' when there is none. */
export function valuesText(chart: Chart): string {
  return chart.raw.find(({ path }) => path === 'values.yaml')?.data.toString('utf8') ?? '';
}
