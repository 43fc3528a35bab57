import { Command } from 'commander';
import { nodesOf, readSettings, realNodes } from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { addFolderFlag, type FolderFlag, folderOf } from './folder-flag.ts';
import { checkRunning } from './kubectl.ts';
import { runProgramOf } from './run-program.ts';
import { absent } from './up.ts';

const help = `
A real node is a set of namespaces of this machine: the shell runs in them, no ssh server takes part. Behind a simulated node
there is no machine.

Examples:
  capstan dev ssh                                  a shell on knit-master
  capstan dev ssh knit-gateway                     a shell on another node
  capstan dev ssh knit-node-1 ip address           one command; its exit code is passed on`;

export function sshCommand(): Command {
  return addFolderFlag(new Command('ssh'))
    .description('open a shell on a real node, or run a command there')
    .argument('[node]', 'the name of the node', 'knit-master')
    .argument('[command...]', 'what to run instead of a shell')
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', help)
    .action((node: string, command: readonly string[], flags: FolderFlag) => ssh(node, command, flags));
}

async function ssh(node: string, command: readonly string[], flags: FolderFlag): Promise<void> {
  const folder = folderOf(flags);
  const settings = readSettings(folder);
  if (settings === undefined) throw absent(folder);
  const names = nodesOf(settings.count).map(({ name }) => name);
  if (!names.includes(node)) {
    throw new CapstanError('USAGE', `there is no node ${node}`, { hint: `the nodes are ${names.join(', ')}` });
  }
  if (settings.nodes === 'simulated') {
    throw new CapstanError('USAGE', `${node} is simulated: there is no machine to open a shell on`, {
      hint: '`capstan dev up --nodes real` in another --dir makes nodes that have one',
    });
  }
  checkRunning(folder);
  const { enterNode } = await realNodes();
  const { file, args } = enterNode(folder.nodes, node, command);
  process.exitCode = await runProgramOf(file, args, { env: process.env });
}
