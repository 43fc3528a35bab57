import { Command } from 'commander';
import { findRelease, readTree, treeData } from '../view/index.ts';
import {
  addOutputFlag,
  addReleaseFlags,
  painter,
  patiently,
  printData,
  type ReleaseFlags,
  releaseArgument,
  withSession,
} from './releases/index.ts';
import { drawTree } from './tree/draw.ts';

const examples = `
Examples:
  capstan tree example4
  capstan tree example4 -n demo --all      with the ReplicaSets of earlier revisions
  capstan tree example4 -o json            for a program

Exit codes: 0 done, 1 failed.`;

type TreeFlags = ReleaseFlags & { readonly all: boolean };

/** `capstan tree`: who owns whom, from the custom resource down to the Pods, and how each of them is. */
export function treeCommand(): Command {
  const command = new Command('tree')
    .addArgument(releaseArgument())
    .option('-a, --all', 'ReplicaSets without Pods, too', false)
    .addHelpText('after', examples);
  return addOutputFlag(addReleaseFlags(command)).action((name: string, flags: TreeFlags) =>
    withSession(flags, async (session) => {
      const tree = await patiently(session, 'reading the release and its objects', async () =>
        readTree(session, await findRelease(session, name), flags.all),
      );
      if (flags.output === 'json' || flags.output === 'yaml') printData(treeData(tree), flags.output);
      else process.stdout.write(drawTree(tree, painter(session.color), session.width));
    }),
  );
}
