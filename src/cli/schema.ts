import { Argument, Command, Option } from 'commander';
import { watchesSchema } from '../operator/index.ts';
import { stringifyYaml } from '../yaml/index.ts';
import { print } from './print.ts';

const examples = `
Examples:
  capstan schema watches > watches.schema.json

An editor with a YAML language server completes and checks the file with this line at its top:
  # yaml-language-server: $schema=./watches.schema.json`;

/** `capstan schema watches`: the JSON Schema of a file that a person writes. */
export function schemaCommand(): Command {
  return new Command('schema')
    .addArgument(new Argument('<file>', 'which file’s schema').choices(['watches']))
    .addOption(new Option('-o, --output <format>', 'how it is written').choices(['json', 'yaml']).default('json'))
    .addHelpText('after', examples)
    .action((_file: 'watches', { output }: { readonly output: 'json' | 'yaml' }) => {
      print(output === 'yaml' ? stringifyYaml(watchesSchema()) : `${JSON.stringify(watchesSchema(), undefined, 2)}\n`);
    });
}
