/**
 * What `capstan create api` adds to a project.
 *
 *   definition.ts          chart → CustomResourceDefinition: its schema from values.schema.json (structural-schema.ts), else from
 *                          values.yaml (inferred-schema.ts), comments as descriptions (descriptions.ts)
 *   sample.ts              chart → a resource
 *   listings.ts, role-text.ts   additions to files that are there
 *
 * A definition never refuses what the chart takes: what cannot be expressed is left open, and the operator holds the values
 * against the chart's own schema.
 */
export { type ApiRequest, addApi, type NewApi } from './add-api.ts';
export { definitionText, type SchemaSource } from './definition.ts';
export { starterChart } from './starter-chart.ts';
