import { isTable } from '../../chart/index.ts';
import type { Place } from '../../errors/index.ts';
import { splitWords } from '../../params/index.ts';
import {
  type Component,
  type ComponentBase,
  type ComponentKind,
  type VariableType,
  variableTypes,
} from './component.ts';
import { Fields, type Table } from './fields.ts';

/** Checked as far as it can be without a user. @throws CapstanError COMPONENT_INVALID */
export function parseComponent(kind: ComponentKind, name: string, data: Table, place: Place): Component {
  const fields = new Fields(data, `component ${name}`, place);
  const component = parseKind(kind, { name, place, ...parseBase(fields) }, fields);
  fields.end();
  return component;
}

function parseKind(kind: ComponentKind, base: ComponentBase, fields: Fields): Component {
  switch (kind) {
    case 'scripts':
      return { kind, ...base, script: fields.text('script') || undefined };
    case 'helm':
      return {
        kind,
        ...base,
        chart: fields.requiredText('chart'),
        version: fields.text('version'),
        release: fields.text('release') || undefined,
        namespace: fields.text('namespace') || 'default',
        namespaces: fields.texts('namespaces'),
        entropy: fields.texts('entropy'),
        valuesFile: fields.text('values_file') || '$COMPONENT_BASE/values.yaml',
        secretsFile: base.secretsFile ?? '$COMPONENT_BASE/secrets.yaml',
      };
    case 'terraform':
      return {
        kind,
        ...base,
        template: fields.requiredText('template'),
        varsFile: fields.text('vars_file') || '$COMPONENT_BASE/terraform.tfvars.json',
        files: fields.textTable('files'),
        secretsFile: base.secretsFile ?? '$COMPONENT_BASE/secrets.yaml',
      };
  }
}

function parseBase(fields: Fields): Omit<ComponentBase, 'name' | 'place'> {
  fields.checkNames(['vars_map', 'vars_types', 'choices']);
  return {
    description: fields.text('description') ?? '',
    args: fields.texts('args'),
    envs: parseEnvs(fields),
    config: fields.text('config') || undefined,
    defaults: fields.table('vars_defaults'),
    fixed: fields.table('vars_fixed'),
    map: fields.listTable('vars_map'),
    types: parseTypes(fields),
    choices: fields.listTable('choices'),
    required: fields.texts('required'),
    secretsFile: fields.text('secrets_file') || undefined,
  };
}

/** `A=1 B='x y'`, a list of such, or a table. */
function parseEnvs(fields: Fields): [string, string][] {
  const raw = fields.raw('envs');
  const pairs = isTable(raw)
    ? Object.entries(fields.textTable('envs'))
    : fields.texts('envs').flatMap((text) => wordsOf(text, fields).map((word) => pairOf(word, fields)));
  const wrong = pairs.find(([name]) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong) throw fields.fault(`\`envs\`: ${JSON.stringify(wrong[0])} is no name of a variable`);
  return pairs;
}

function pairOf(word: string, fields: Fields): [string, string] {
  const at = word.indexOf('=');
  if (at < 0) throw fields.fault(`\`envs\`: ${JSON.stringify(word)} is no NAME=VALUE`);
  return [word.slice(0, at), word.slice(at + 1)];
}

function wordsOf(text: string, fields: Fields): string[] {
  try {
    return splitWords(text);
  } catch {
    throw fields.fault('`envs` has a quote that is not closed');
  }
}

function parseTypes(fields: Fields): Readonly<Record<string, VariableType>> {
  const types = fields.textTable('vars_types');
  const wrong = Object.entries(types).find(([, type]) => !variableTypes.includes(type as VariableType));
  if (wrong) {
    throw fields.fault(
      `\`vars_types.${wrong[0]}\`: there is no type ${wrong[1]}`,
      `types: ${variableTypes.join(', ')}`,
    );
  }
  return types as Readonly<Record<string, VariableType>>;
}
