import { Command } from 'commander';
import { type GetFlags, type GetPart, printPart } from './get/parts.ts';
import { addOutputFlag, addReleaseFlags, releaseArgument, withSession } from './releases/index.ts';

const parts: readonly (readonly [part: GetPart, summary: string])[] = [
  ['all', 'all of it'],
  ['manifest', 'the objects, as they were rendered'],
  ['values', 'the values that were given; with --all those of the chart, too'],
  ['hooks', 'the hooks'],
  ['notes', 'what NOTES.txt says'],
  ['metadata', 'chart, revision, status'],
];

const examples = `
Examples:
  capstan get manifest example4
  capstan get values example4 -n demo --all -o yaml
  capstan get all example4 --revision 2
  capstan get manifest example4 --show-secrets | kubectl diff -f -

What Secrets hold is printed as ****, unless --show-secrets is given.

Exit codes: 0 done, 1 failed.`;

/** `capstan get`: what a release's record holds, with helm's words. */
export function getCommand(): Command {
  const command = new Command('get').usage('[options] <part> <name>').addHelpText('after', examples);
  for (const [part, summary] of parts) command.addCommand(partCommand(part, summary));
  return command;
}

function partCommand(part: GetPart, summary: string): Command {
  const command = new Command(part).description(`print ${summary}`).addArgument(releaseArgument());
  addReleaseFlags(command)
    .option('--revision <number>', 'of this revision (default: the one that is deployed)')
    .option('--show-secrets', 'print what Secrets hold', false);
  if (part === 'values') command.option('-a, --all', "those of the chart's values.yaml, too", false);
  if (part === 'values' || part === 'metadata') addOutputFlag(command);
  return command.action((name: string, flags: GetFlags) =>
    withSession(flags, (session) => printPart(part, session, name, flags)),
  );
}
