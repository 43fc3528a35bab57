import { checkArray } from './check-array.ts';
import { checkObject } from './check-object.ts';
import { checkNumber, checkString } from './check-scalar.ts';
import type { Dialect } from './drafts.ts';
import { display, type Failure } from './failure.ts';
import { isEqual, isInteger, isObject, type JsonObject, typeOf } from './json.ts';
import { escapeToken, pointerOf } from './pointer.ts';
import type { Resource } from './resources.ts';
import type { Schema } from './schema.ts';

/** What a run needs that checks a schema against its metaschema: parts of it may be of another dialect. */
export interface MetaRun {
  readonly meta: Schema;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly metaschemaOf: (dialect: Dialect) => Schema;
}

/** Why a value does not fit a schema; nothing when it does. */
export function validate(schema: Schema, value: unknown, run?: MetaRun): readonly Failure[] {
  const failure = new Validator(schema, value, { run }).validate();
  if (!failure) return [];
  return failure.kind === 'group' ? failure.causes : [failure];
}

/** A place in the values, from the end. */
interface Place {
  readonly token: string;
  readonly around: Place | undefined;
}

interface ValidatorInput {
  readonly run: MetaRun | undefined;
  /** The schema that led here. */
  readonly parent?: Validator;
  /** How, where that was no keyword below the parent. */
  readonly refKeyword?: string;
  /** Of a value inside the parent's. */
  readonly token?: string;
  /** Nobody asks why. */
  readonly isVerdictOnly?: boolean;
}

/** One schema against one value, in the order of santhosh-tekuri/jsonschema v6, which tells what is said and what is not. */
export class Validator {
  schema: Schema;
  readonly value: unknown;
  readonly isVerdictOnly: boolean;
  /** What no keyword has looked at yet, where somebody wants to know. */
  readonly openProperties: Set<string> | undefined;
  readonly openItems: Set<number> | undefined;
  private own: Failure[] | undefined;
  /** The schema that was asked for; `schema` may be another dialect's. */
  private readonly asked: Schema;
  private readonly place: Place | undefined;
  /** Validators of one depth look at one value. */
  private readonly depth: number;
  private readonly parent: Validator | undefined;
  private readonly refKeyword: string;
  private run: MetaRun | undefined;

  constructor(schema: Schema, value: unknown, input: ValidatorInput) {
    const { parent, token } = input;
    this.schema = schema;
    this.asked = schema;
    this.value = value;
    this.parent = parent;
    this.isVerdictOnly = input.isVerdictOnly === true || parent?.isVerdictOnly === true;
    this.refKeyword = input.refKeyword ?? '';
    this.run = input.run;
    this.depth = parent === undefined ? 0 : token === undefined ? parent.depth : parent.depth + 1;
    this.place = token === undefined ? parent?.place : { token, around: parent?.place };
    const isAsked = token === undefined && parent?.isAnythingOpen() === true;
    this.openProperties = openPropertiesOf(schema, value, isAsked);
    this.openItems = openItemsOf(schema, value, isAsked);
    this.takeDialect();
  }

  get failures(): readonly Failure[] {
    return this.own ?? none;
  }

  validate(): Failure | undefined {
    const { schema, value } = this;
    if (schema.bool !== undefined) return schema.bool ? undefined : this.failure('false schema');
    const cycle = this.findCycle();
    if (cycle) {
      const [one, two] = [this.keywordPath(), cycle.keywordPath()];
      return this.failure(
        `both ${one} and ${two} resolve to ${JSON.stringify(schema.location)} causing reference cycle`,
      );
    }
    const early = this.checkValue();
    if (early) return early;
    if (schema.ref) {
      const failure = this.validateRef(schema.ref, '$ref');
      if (schema.version < 2019) return failure;
      this.add(failure);
    }
    if (isObject(value)) checkObject(this, value);
    else if (Array.isArray(value)) checkArray(this, value);
    else if (typeof value === 'string') checkString(this, value);
    else if (typeOf(value) === 'number') checkNumber(this, value);
    if (this.failures.length === 0 || !this.isVerdictOnly) {
      if (schema.version >= 2019) this.validateDynamicRefs();
      this.checkConditions();
      if (schema.version >= 2019) this.checkUnevaluated();
    }
    if (this.failures.length < 2) return this.failures[0];
    return this.failure('validation failed', this.failures, 'group');
  }

  /** Type, const, enum and format: the first that fails is all that is said. */
  private checkValue(): Failure | undefined {
    const { schema, value } = this;
    const { types } = schema;
    const type = typeOf(value);
    if (type === undefined) return this.failure(`invalid jsonType ${typeof value}`);
    if (types && !types.has(type) && !(types.has('integer') && type === 'number' && isInteger(value))) {
      return this.failure(`got ${type}, want ${[...types].join(' or ')}`);
    }
    if (schema.const && !isEqual(value, schema.const.value)) {
      const want = schema.const.value;
      const isPlain = !isObject(want) && !Array.isArray(want);
      return this.failure(isPlain ? `value must be ${display(want)}` : "'const' failed");
    }
    if (schema.enum && !schema.enum.some((item) => isEqual(value, item))) return this.failure(enumText(schema.enum));
    const problem = schema.format?.check(value);
    if (problem === undefined) return undefined;
    const { name } = schema.format!;
    return {
      ...this.failure(`${display(value)} is not valid ${name}: ${problem}`),
      discreet: `it is not valid ${name}`,
    };
  }

  /** Another schema against the same value. */
  validateSelf(schema: Schema, refKeyword = '', isVerdictOnly = false): Failure | undefined {
    const validator = new Validator(schema, this.value, { run: this.run, parent: this, refKeyword, isVerdictOnly });
    const failure = validator.validate();
    if (!failure) this.takeEvaluated(validator);
    return failure;
  }

  /** A schema against a value inside of this one. */
  validateInside(schema: Schema, value: unknown, token: string): Failure | undefined {
    return new Validator(schema, value, { run: this.run, parent: this, token }).validate();
  }

  /** A schema against what is no part of the value: the name of a property. */
  validateApart(schema: Schema, value: unknown): readonly Failure[] {
    return validate(schema, value, this.run);
  }

  add(failure: Failure | undefined): void {
    if (failure) this.push(failure);
  }

  addText(text: string, causes: readonly Failure[] = []): void {
    this.push(this.failure(text, causes));
  }

  /** For a text that quotes the value. */
  addQuoting(text: string, discreet: string): void {
    this.push({ ...this.failure(text), discreet });
  }

  isAnythingOpen(): boolean {
    return (this.openProperties?.size ?? 0) > 0 || (this.openItems?.size ?? 0) > 0;
  }

  private push(failure: Failure): void {
    if (this.own) this.own.push(failure);
    else this.own = [failure];
  }

  private failure(text: string, causes: readonly Failure[] = [], kind: Failure['kind'] = 'other'): Failure {
    return { at: this.isVerdictOnly ? [] : this.tokens(), text, kind, causes };
  }

  private tokens(): string[] {
    const tokens: string[] = [];
    for (let place = this.place; place; place = place.around) tokens.push(place.token);
    return tokens.reverse();
  }

  private takeEvaluated({ openProperties, openItems }: Validator): void {
    for (const name of this.openProperties ?? []) if (!openProperties?.has(name)) this.openProperties!.delete(name);
    for (const index of this.openItems ?? []) if (!openItems?.has(index)) this.openItems!.delete(index);
  }

  private validateRef(schema: Schema, keyword: string): Failure | undefined {
    const failure = this.validateSelf(schema, keyword);
    if (!failure) return undefined;
    return this.failure('validation failed', failure.kind === 'group' ? failure.causes : [failure], 'reference');
  }

  private validateDynamicRefs(): void {
    const { recursiveRef, dynamicRef } = this.schema;
    if (recursiveRef) {
      const outermost = recursiveRef.recursiveAnchor
        ? this.outermost(({ asked }) => (asked.resource.recursiveAnchor ? asked : undefined))
        : undefined;
      this.add(this.validateRef(outermost ?? recursiveRef, '$recursiveRef'));
    }
    if (dynamicRef) {
      const { schema, anchor } = dynamicRef;
      const isDynamic = anchor !== '' && schema.dynamicAnchor === anchor;
      const outermost = isDynamic
        ? this.outermost(({ asked }) => asked.resource.dynamicAnchors?.get(anchor))
        : undefined;
      this.add(this.validateRef(outermost ?? schema, '$dynamicRef'));
    }
  }

  /** The last that is found on the way outwards. */
  private outermost(find: (validator: Validator) => Schema | undefined): Schema | undefined {
    let found: Schema | undefined;
    for (let at: Validator | undefined = this; at; at = at.parent) found = find(at) ?? found;
    return found;
  }

  private checkConditions(): void {
    const { schema } = this;
    if (schema.not && !this.validateSelf(schema.not, '', true)) this.addText("'not' failed");
    if (schema.allOf) this.checkAllOf(schema.allOf);
    if (schema.anyOf && schema.anyOf.length > 0) this.checkAnyOf(schema.anyOf);
    if (schema.oneOf && schema.oneOf.length > 0) this.checkOneOf(schema.oneOf);
    if (!schema.if) return;
    const branch = this.validateSelf(schema.if, '', true) ? schema.else : schema.then;
    if (branch) this.add(this.validateSelf(branch));
  }

  private checkAllOf(schemas: readonly Schema[]): void {
    const causes: Failure[] = [];
    for (const schema of schemas) {
      const failure = this.validateSelf(schema);
      if (failure) causes.push(failure);
      if (failure && this.isVerdictOnly) break;
    }
    if (causes.length > 0) this.addText("'allOf' failed", causes);
  }

  private checkAnyOf(schemas: readonly Schema[]): void {
    const causes: Failure[] = [];
    let hasMatch = false;
    for (const schema of schemas) {
      const failure = this.validateSelf(schema);
      if (failure) causes.push(failure);
      else hasMatch = true;
      // all of them may look at something, if somebody wants to know
      if (!failure && !this.isAnythingOpen()) break;
    }
    if (!hasMatch) this.addText("'anyOf' failed", causes);
  }

  private checkOneOf(schemas: readonly Schema[]): void {
    const causes: Failure[] = [];
    let match = -1;
    for (const [i, schema] of schemas.entries()) {
      const failure = this.validateSelf(schema, '', match >= 0);
      if (failure) {
        if (match < 0) causes.push(failure);
      } else if (match < 0) {
        match = i;
      } else {
        this.addText(`'oneOf' failed, subschemas ${match}, ${i} matched`);
        break;
      }
    }
    if (match < 0) this.addText("'oneOf' failed, none matched", causes);
  }

  private checkUnevaluated(): void {
    const { value, schema } = this;
    if (isObject(value) && schema.unevaluatedProperties) {
      for (const name of this.openProperties ?? []) {
        this.add(this.validateInside(schema.unevaluatedProperties, (value as JsonObject)[name], name));
      }
      this.openProperties?.clear();
    }
    if (Array.isArray(value) && schema.unevaluatedItems) {
      for (const i of this.openItems ?? []) this.add(this.validateInside(schema.unevaluatedItems, value[i], String(i)));
      this.openItems?.clear();
    }
  }

  private findCycle(): Validator | undefined {
    for (let at = this.parent; at && at.depth === this.depth; at = at.parent) {
      if (at.asked === this.asked) return at;
    }
    return undefined;
  }

  /** The keywords that led to the schema. */
  private keywordPath(): string {
    const { parent, refKeyword, asked } = this;
    if (!parent) return '';
    const step = refKeyword ? `/${escapeToken(refKeyword)}` : asked.location.slice(parent.asked.location.length);
    return parent.keywordPath() + step;
  }

  /** Where the value is a schema with an id of its own, its own dialect's metaschema counts from here on. */
  private takeDialect(): void {
    const { run } = this;
    if (!run || run.resources.size < 2 || this.schema !== run.meta || !this.place) return;
    const resource = run.resources.get(pointerOf(this.tokens()));
    if (!resource) return;
    const meta = run.metaschemaOf(resource.dialect);
    this.run = { ...run, meta };
    this.schema = meta;
  }
}

const none: readonly Failure[] = [];

function openPropertiesOf(schema: Schema, value: unknown, isAsked: boolean): Set<string> | undefined {
  if (!isAsked && schema.unevaluatedProperties === undefined) return undefined;
  return schema.allPropertiesEvaluated || !isObject(value) ? undefined : new Set(Object.keys(value));
}

function openItemsOf(schema: Schema, value: unknown, isAsked: boolean): Set<number> | undefined {
  if (!isAsked && schema.unevaluatedItems === undefined) return undefined;
  if (schema.allItemsEvaluated || !Array.isArray(value)) return undefined;
  return new Set(value.keys().drop(Math.min(schema.evaluatedItems, value.length)));
}

function enumText(values: readonly unknown[]): string {
  if (values.some((value) => isObject(value) || Array.isArray(value))) return "'enum' failed";
  const texts = values.map(display);
  return texts.length === 1 ? `value must be ${texts[0]}` : `value must be one of ${texts.join(', ')}`;
}
