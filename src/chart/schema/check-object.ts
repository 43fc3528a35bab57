import { count, listed, quoted } from './failure.ts';
import type { JsonObject } from './json.ts';
import type { Validator } from './validator.ts';

export function checkObject(validator: Validator, object: JsonObject): void {
  const { schema } = validator;
  const names = Object.keys(object);
  const { minProperties, maxProperties, required = [] } = schema;
  if (minProperties !== undefined && names.length < minProperties) {
    validator.addText(`minProperties: got ${count(names.length)}, want ${count(minProperties)}`);
  }
  if (maxProperties !== undefined && names.length > maxProperties) {
    validator.addText(`maxProperties: got ${count(names.length)}, want ${count(maxProperties)}`);
  }
  const missing = missingOf(object, required);
  if (missing.length === 1) validator.addText(`missing property ${listed(missing)}`);
  else if (missing.length > 1) validator.addText(`missing properties ${listed(missing)}`);
  if (isDone(validator)) return;
  checkDependencies(validator, object);
  checkProperties(validator, object, names);
  if (schema.version === 4) return;
  checkNames(validator, names);
  if (schema.version === 6) return;
  for (const [name, dependent] of schema.dependentSchemas ?? []) {
    if (Object.hasOwn(object, name)) validator.add(validator.validateSelf(dependent));
  }
  for (const [name, others] of schema.dependentRequired ?? []) checkDependent(validator, object, name, others);
}

function isDone({ isVerdictOnly, failures }: Validator): boolean {
  return isVerdictOnly && failures.length > 0;
}

function missingOf(object: JsonObject, required: readonly string[]): string[] {
  return required.filter((name) => !Object.hasOwn(object, name));
}

function checkDependencies(validator: Validator, object: JsonObject): void {
  for (const [name, dependency] of validator.schema.dependencies ?? []) {
    if ('location' in dependency) {
      if (Object.hasOwn(object, name)) validator.add(validator.validateSelf(dependency));
    } else checkDependent(validator, object, name, dependency);
  }
}

function checkDependent(validator: Validator, object: JsonObject, name: string, others: readonly string[]): void {
  if (!Object.hasOwn(object, name)) return;
  const missing = missingOf(object, others);
  if (missing.length > 0) validator.addText(`properties ${listed(missing)} required, if ${quoted(name)} exists`);
}

function checkProperties(validator: Validator, object: JsonObject, names: readonly string[]): void {
  const { properties, patternProperties = [], additionalProperties } = validator.schema;
  const additional: string[] = [];
  for (const name of names) {
    if (isDone(validator)) return;
    let isEvaluated = false;
    const check = (schema: Parameters<Validator['validateInside']>[0]) => {
      isEvaluated = true;
      validator.add(validator.validateInside(schema, object[name], name));
    };
    const property = properties?.get(name);
    if (property) check(property);
    for (const { pattern, schema } of patternProperties) if (pattern.matches(name)) check(schema);
    if (!isEvaluated && additionalProperties !== undefined) {
      if (typeof additionalProperties === 'object') check(additionalProperties);
      else if (!additionalProperties) additional.push(name);
      isEvaluated = true;
    }
    if (isEvaluated) validator.openProperties?.delete(name);
  }
  if (additional.length > 0) validator.addText(`additional properties ${listed(additional)} not allowed`);
}

function checkNames(validator: Validator, names: readonly string[]): void {
  const { propertyNames } = validator.schema;
  if (!propertyNames) return;
  for (const name of names) {
    const causes = validator.validateApart(propertyNames, name);
    if (causes.length > 0) {
      validator.add({ at: [], text: `invalid propertyName ${quoted(name)}`, kind: 'other', causes });
    }
  }
}
