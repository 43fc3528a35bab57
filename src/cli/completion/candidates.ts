import type { Command, Option } from 'commander';

/** What may come next on a command line. */
export type Candidates =
  | { readonly are: 'words'; readonly words: readonly Candidate[] }
  | { readonly are: 'files' | 'releases' | 'codes' };

export interface Candidate {
  readonly word: string;
  readonly summary: string;
}

/** @param words those before the one that is being typed; the program's own name left out */
export function candidatesFor(program: Command, words: readonly string[], typed: string): Candidates {
  const { command, rest } = descend(program, words);
  const asked = flagBefore(command, words.at(-1));
  if (asked) return valuesOf(asked);
  const [flag, value] = typed.split('=', 2);
  if (value !== undefined && flag?.startsWith('--')) {
    const option = optionsOf(command).find(({ long }) => long === flag);
    const choices = option?.argChoices ?? [];
    return choices.length > 0 ? wordsOf(choices.map((choice) => `${flag}=${choice}`)) : { are: 'files' };
  }
  if (typed.startsWith('-')) return { are: 'words', words: optionsOf(command).flatMap(flagWords) };
  const children = command.commands.filter((child) => !child.name().startsWith('__'));
  if (children.length > 0) {
    return {
      are: 'words',
      words: children.map((child) => ({ word: child.name(), summary: child.summary() || child.description() })),
    };
  }
  const argument = command.registeredArguments[Math.min(rest, command.registeredArguments.length - 1)];
  if (argument === undefined || rest >= command.registeredArguments.length) return { are: 'words', words: [] };
  if (argument.argChoices) return wordsOf(argument.argChoices);
  if (argument.name() === 'name') return { are: 'releases' };
  return argument.name() === 'code' ? { are: 'codes' } : { are: 'files' };
}

/** The command that the words lead to, and how many arguments of it are there already. */
function descend(program: Command, words: readonly string[]): { readonly command: Command; readonly rest: number } {
  let command = program;
  let rest = 0;
  for (const [index, word] of words.entries()) {
    if (word.startsWith('-') || flagBefore(command, words[index - 1])) continue;
    const child = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (child) {
      command = child;
      rest = 0;
    } else rest += 1;
  }
  return { command, rest };
}

/** The flag that waits for its value. */
function flagBefore(command: Command, word: string | undefined): Option | undefined {
  if (!word?.startsWith('-') || word.includes('=')) return undefined;
  return optionsOf(command).find((option) => option.required && (option.long === word || option.short === word));
}

function valuesOf(option: Option): Candidates {
  if (option.argChoices) return wordsOf(option.argChoices);
  return /file|dir|path/.test(option.flags) ? { are: 'files' } : { are: 'words', words: [] };
}

function optionsOf(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

function flagWords(option: Option): Candidate[] {
  return [option.long, option.short]
    .filter((word) => word !== undefined && word !== null)
    .map((word) => ({ word, summary: option.description }));
}

function wordsOf(words: readonly string[]): Candidates {
  return { are: 'words', words: words.map((word) => ({ word, summary: '' })) };
}
