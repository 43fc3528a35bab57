import { Argument, Command } from 'commander';
import { type Shell, shellScript, shells } from './completion/scripts.ts';

const examples = (program: string) => `
Examples:
  source <(${program} completion bash)                                       in ~/.bashrc
  ${program} completion zsh > "\${fpath[1]}/_${program}"
  ${program} completion fish > ~/.config/fish/completions/${program}.fish

Names of releases are asked of the cluster that the words on the line name.

Exit codes: 0 done, 1 failed.`;

/** `capstan completion`: a script for a shell, which asks `capstan __complete` for what may come next. */
export function completionCommand(program: string): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText('after', examples(program))
    .action((shell: Shell) => {
      process.stdout.write(shellScript(shell, program));
    });
}
