import type { Document } from './document.ts';

/** A schema of the document, as far as a reader needs it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly example?: unknown;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly parameters: readonly {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema?: Schema;
  }[];
  readonly body: Schema | undefined;
  readonly answers: readonly {
    readonly status: string;
    readonly description: string;
    readonly schema: Schema | undefined;
  }[];
}

interface RawOperation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: Operation['parameters'];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema?: Schema }>> };
  readonly responses: Readonly<Record<string, { description: string; content?: Record<string, { schema?: Schema }> }>>;
}

/** The operations of a document in the order in which they stand there. */
export function operationsOf(document: Document): readonly Operation[] {
  const paths = (document.paths ?? {}) as Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      id: `${method}${path.replace(/[^A-Za-z0-9]+/g, '-')}`,
      tag: operation.tags?.[0] ?? '',
      summary: operation.summary ?? '',
      description: operation.description,
      parameters: operation.parameters ?? [],
      body: operation.requestBody?.content['application/json']?.schema,
      answers: Object.entries(operation.responses).map(([status, { description, content }]) => ({
        status,
        description,
        schema: content?.['application/json']?.schema,
      })),
    })),
  );
}

/** `Command[]`, `"install" | "update"`, `text`. */
export function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return '';
  if (schema.$ref !== undefined) return schema.$ref.replace(/^.*\//, '');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeOf).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const types = [schema.type ?? 'any'].flat();
  return types.map((type) => (type === 'array' ? `${typeOf(schema.items)}[]` : mapOr(type, schema))).join(' | ');
}

function mapOr(type: string, { additionalProperties, properties }: Schema): string {
  if (type !== 'object' || properties !== undefined) return type;
  return typeof additionalProperties === 'object' ? `map of ${typeOf(additionalProperties)}` : 'map';
}
