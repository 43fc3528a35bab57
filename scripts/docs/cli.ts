import type { Argument, Command, Option } from 'commander';
import { buildProgram, commands } from '../../src/cli/program.ts';
import { block, code, generated, page, table } from './markdown.ts';

/** docs/reference/cli.md */
export async function printCli(): Promise<string> {
  const sections: string[] = [];
  for (const { name } of commands) {
    const program = await buildProgram([name]);
    const command = program.commands.find((one) => one.name() === name);
    if (command) sections.push(...printAll(command as Command, `capstan ${name}`));
  }
  return page(
    '# Command line',
    generated,
    'In a checkout: `npm run -s capstan -- COMMAND`; installed: `capstan COMMAND`. Exit codes: 0 done, 1 failed (a wrong command line included). Errors go to stderr; where `-o json` is asked for they are one JSON object `{"error": {"code", "message", "place", "hint"}}`.',
    ...sections,
  );
}

/** A command, and below it those it consists of. */
function printAll(command: Command, name: string, level = '##'): string[] {
  return [
    printCommand(command, name, level),
    ...command.commands.flatMap((child) => printAll(child as Command, `${name} ${child.name()}`, '###')),
  ];
}

function printCommand(command: Command, name: string, level: string): string {
  return [
    `${level} ${name}`,
    sentence(command.description()),
    block(`${name} ${command.usage()}`),
    printArguments(command.registeredArguments),
    printOptions(command.options),
    printNotes(command),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}

function printArguments(words: readonly Argument[]): string {
  if (words.length === 0) return '';
  const rows = words.map((word) => [code(word.name()), word.description]);
  return table(['Argument', 'What it is'], rows);
}

function printOptions(options: readonly Option[]): string {
  if (options.length === 0) return '';
  const rows = options.map((option) => [code(option.flags), defaultOf(option), describe(option)]);
  return table(['Flag', 'Default', 'What it does'], rows);
}

/** A default may stand in the words, where commander is not to apply it. */
const defaultInWords = / \(default: "?([^)"]+)"?\)$/;

function defaultOf({ defaultValue, description }: Option): string {
  const text = defaultValue === undefined ? (defaultInWords.exec(description)?.[1] ?? '') : String(defaultValue);
  return code(text);
}

function describe({ description, argChoices, envVar }: Option): string {
  const choices = argChoices ? `: ${argChoices.map(code).join(', ')}` : '';
  const variable = envVar === undefined ? '' : `; ${code(envVar)}`;
  return `${description.replace(defaultInWords, '')}${choices}${variable}`;
}

/** What --help prints after the flags: environment, examples. */
function printNotes(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHasColors: () => false });
  command.outputHelp();
  const notes = text.slice(text.indexOf(command.helpInformation()) + command.helpInformation().length);
  return block(notes.trim());
}
