import { Command, Option } from 'commander';
import { type ClusterFolder, look, nodesOf, readSettings, registryHosts } from '../../devcluster/index.ts';
import { print } from '../print.ts';
import { formatTable } from '../table.ts';
import { addFolderFlag, type FolderFlag, folderOf } from './folder-flag.ts';

const help = `
Standings: absent, starting, running, stopping, suspended, failed (with what it failed with), interrupted (its supervisor was
killed, or the machine stopped; \`capstan dev up\` starts it again).

Examples:
  capstan dev status
  capstan dev status -o json`;

interface StatusFlags extends FolderFlag {
  readonly output: 'table' | 'json';
}

export function statusCommand(): Command {
  return addFolderFlag(new Command('status'))
    .description('say how the cluster is')
    .addOption(new Option('-o, --output <format>', 'table or json').choices(['table', 'json']).default('table'))
    .addHelpText('after', help)
    .action((flags: StatusFlags) => {
      const status = statusOf(folderOf(flags));
      print(flags.output === 'json' ? `${JSON.stringify(status, undefined, 2)}\n` : `${tableOf(status)}\n`);
    });
}

interface Status {
  readonly standing: string;
  readonly dir: string;
  readonly pid: number | undefined;
  readonly kind: string | undefined;
  readonly kubeconfig: string;
  readonly registry: readonly string[];
  readonly nodes: readonly { readonly name: string; readonly address: string }[];
  readonly error: string | undefined;
}

function statusOf(folder: ClusterFolder): Status {
  const { standing, pid, state } = look(folder);
  const settings = readSettings(folder);
  return {
    standing,
    dir: folder.dir,
    pid,
    kind: settings?.nodes,
    kubeconfig: folder.kubeconfig,
    registry: settings === undefined ? [] : registryHosts(settings),
    nodes: settings === undefined ? [] : nodesOf(settings.count),
    error: state?.error?.message,
  };
}

function tableOf({ standing, dir, pid, kind, kubeconfig, registry, nodes, error }: Status): string {
  const rows = [
    ['STANDING', pid === undefined ? standing : `${standing} (process ${pid})`],
    ['FOLDER', dir],
    ...(kind === undefined ? [] : [['KUBECONFIG', kubeconfig]]),
    ...registry.map((host) => ['REGISTRY', host]),
    ...nodes.map(({ name, address }) => ['NODE', `${name} ${address} (${kind})`]),
  ];
  const table = formatTable(rows, 0).replaceAll(/ +$/gm, '');
  return error === undefined ? table : `${table}\n\n${error}`;
}
