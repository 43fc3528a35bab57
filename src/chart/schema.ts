import { createHash } from 'node:crypto';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { CapstanError, messageOf } from '../errors/index.ts';
import type { Chart, Values } from './chart.ts';

/**
 * Holds coalesced values against values.schema.json of the chart and of its subcharts. `top` is what messages put in front
 * of every path: `spec` where the values are those of a resource.
 * @throws CapstanError VALUES_INVALID with one line for every path that violates it, CHART_INVALID for a broken schema.
 */
export function validateValues(chart: Chart, values: Values, top?: string): void {
  const violations = collect(chart, values, top === undefined ? [] : [top]);
  if (violations.length === 0) return;
  throw new CapstanError(
    'VALUES_INVALID',
    `values of chart ${chart.metadata.name} violate its schema:\n${violations.map((line) => `- ${line}`).join('\n')}`,
    {
      hint: 'the allowed values stand in values.schema.json of the chart',
    },
  );
}

function collect(chart: Chart, values: unknown, prefix: readonly string[]): string[] {
  const own = chart.schema === undefined ? [] : violationsOf(chart, chart.schema, values, prefix);
  const below = chart.dependencies.flatMap((subchart) => {
    const { name } = subchart.metadata;
    const scoped = (values as Values)[name];
    return scoped === undefined || scoped === null ? [] : collect(subchart, scoped, [...prefix, name]);
  });
  return [...own, ...below];
}

function violationsOf(chart: Chart, schema: string, values: unknown, prefix: readonly string[]): string[] {
  const validate = validatorOf(chart, schema);
  if (validate(values)) return [];
  const errors = (validate.errors ?? []).filter(isTelling);
  return [...new Set(errors.map((error) => describe(error, prefix)))];
}

const validators = new Map<string, ValidateFunction>();

function validatorOf(chart: Chart, schema: string): ValidateFunction {
  const digest = createHash('sha256').update(schema).digest('hex');
  let validator = validators.get(digest);
  if (!validator) {
    validator = compile(chart, schema);
    if (validators.size >= 100) validators.delete(validators.keys().next().value!);
    validators.set(digest, validator);
  }
  return validator;
}

function compile(chart: Chart, text: string): ValidateFunction {
  const file = `${chart.metadata.name}/values.schema.json`;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'boolean') return draftOf(undefined).compile(parsed);
    if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) throw new Error('it is no table');
    // the draft is chosen here, and an instance would not find draft-04's name
    const { $schema, ...schema } = parsed as { $schema?: string; $id?: string };
    const ajv = draftOf($schema);
    // an instance keeps what it compiled, so a schema that names itself must not be there yet
    if (schema.$id) ajv.removeSchema(schema.$id);
    return ajv.compile(schema);
  } catch (error) {
    throw new CapstanError('CHART_INVALID', `${file} is not a JSON schema: ${messageOf(error)}`, {
      place: { file },
      cause: error,
    });
  }
}

const options = { allErrors: true, strict: false, verbose: true, allowUnionTypes: true, logger: false } as const;
const drafts = new Map<string, Ajv>();

function draftOf($schema: string | undefined): Ajv {
  const draft = /2019-09|2020-12/.exec($schema ?? '')?.[0] ?? 'draft-07';
  let ajv = drafts.get(draft);
  if (!ajv) {
    ajv = draft === '2020-12' ? new Ajv2020(options) : draft === '2019-09' ? new Ajv2019(options) : new Ajv(options);
    ajvFormats.default(ajv);
    drafts.set(draft, ajv);
  }
  return ajv;
}

/** `if` says only that a branch failed; the branch's own errors say what. */
function isTelling(error: ErrorObject): boolean {
  return error.keyword !== 'if';
}

/** `spec.nats_streaming.replicas: must be integer, is "two"`. The paths are those of the values, from the top. */
function describe(error: ErrorObject, prefix: readonly string[]): string {
  const segments = error.instancePath
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = formatPath([...prefix, ...segments]);
  const params = error.params as Record<string, unknown>;
  const at = (key: unknown) => formatPath([...prefix, ...segments, String(key)]);
  switch (error.keyword) {
    case 'required':
      return `${at(params['missingProperty'])}: is required`;
    case 'additionalProperties':
      return `${at(params['additionalProperty'])}: is not a known value`;
    case 'unevaluatedProperties':
      return `${at(params['unevaluatedProperty'])}: is not a known value`;
    case 'enum':
      return `${path}: must be one of ${(params['allowedValues'] as unknown[]).map((value) => JSON.stringify(value)).join(', ')}${seen(error)}`;
    case 'const':
      return `${path}: must be ${JSON.stringify(params['allowedValue'])}${seen(error)}`;
    case 'type':
      return `${path}: must be ${[params['type']].flat().join(' or ').replaceAll(',', ' or ')}${seen(error)}`;
    default:
      return `${path}: ${error.message ?? 'is not right'}${seen(error)}`;
  }
}

const secretWord = /pass|secret|token|key|credential|auth|cert/i;

/** The value at fault, unless the name of anything on the way to it speaks of a secret. */
function seen(error: ErrorObject): string {
  if (secretWord.test(error.instancePath)) return '';
  const { data } = error as { data?: unknown };
  if (data !== null && typeof data === 'object') return Array.isArray(data) ? ', is a list' : ', is a table';
  const text = JSON.stringify(data);
  return text === undefined ? '' : `, is ${text.length > 80 ? `${text.slice(0, 77)}…` : text}`;
}

function formatPath(segments: readonly string[]): string {
  if (segments.length === 0) return '(values)';
  return segments
    .map((segment, i) => {
      if (/^\d+$/.test(segment) && i > 0) return `[${segment}]`;
      if (!/^[\w$-]+$/.test(segment)) return `[${JSON.stringify(segment)}]`;
      return i === 0 ? segment : `.${segment}`;
    })
    .join('');
}
