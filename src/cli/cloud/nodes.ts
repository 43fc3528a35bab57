import { Command } from 'commander';
import type { Cluster } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { listPool, type NodeChange, scalePool } from '../../execution/index.ts';
import { print } from '../print.ts';
import { addClusterFlags, withCluster } from './objects.ts';

const examples = `
A pool is made of nodes that are there already: they get the labels omegaml.io/nodepool and omegaml.io/role, and lose them when the
pool shrinks or is removed. Nodes with a role or in another pool are never taken.

Examples:
  cloudmgr nodes.install --pool research --size 2
  cloudmgr nodes.update --pool research --size 3 --among node.kubernetes.io/instance-type=large --label team=blue
  cloudmgr nodes.remove --pool research

Exit codes: 0 done, 1 failed, such as too few free nodes: then none was changed.`;

interface PoolFlags {
  readonly pool: string;
  readonly size: string;
  readonly role: string;
  readonly owner?: string;
  readonly label: readonly string[];
  readonly among: readonly string[];
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** `cloudmgr nodes.install|update|remove|uninstall`: a node pool of the cluster of $KUBECONFIG. */
export function nodesCommands(): readonly Command[] {
  return [
    poolCommand('install', 'set nodes apart for a pool'),
    poolCommand('update', 'change size, role and labels of a pool'),
    poolCommand('remove', 'let the nodes of a pool go'),
    poolCommand('uninstall', 'let the nodes of a pool go'),
  ];
}

function poolCommand(phase: string, summary: string): Command {
  const isEnd = phase === 'remove' || phase === 'uninstall';
  const command = new Command(`nodes.${phase}`)
    .summary(summary)
    .description(summary)
    .requiredOption('--pool <name>', 'the name of the pool')
    .option('--size <count>', 'how many nodes it has', '1')
    .option('--role <role>', 'their omegaml.io/role', 'worker')
    .option('--owner <user>', 'whose pool it is: their omegaml.io/user')
    .option('--label <key=value>', 'one more label for each of them (may be repeated)', collect, [])
    .option('--among <key=value>', 'only nodes with this label are taken (may be repeated)', collect, [])
    .addHelpText('after', examples);
  return addClusterFlags(command).action(async (flags: PoolFlags) => {
    const pool = {
      name: checkLabel(flags.pool, '--pool'),
      size: isEnd ? 0 : sizeOf(flags.size),
      role: checkLabel(flags.role, '--role'),
      ...(flags.owner === undefined ? {} : { owner: checkLabel(flags.owner, '--owner') }),
      labels: pairsOf(flags.label, '--label'),
      among: pairsOf(flags.among, '--among'),
    };
    await withCluster(flags, async (cluster, signal) => {
      if (phase === 'update') await checkThere(cluster, pool.name, signal);
      await scalePool(cluster, pool, say, signal);
      const members = await listPool(cluster, pool.name, signal);
      print(`node pool ${pool.name}: ${members.length === 0 ? 'no nodes' : members.join(', ')}\n`);
    });
  });
}

/** @throws CapstanError NOT_DEPLOYED: an update of nothing would be an install that nobody asked for */
async function checkThere(cluster: Cluster, pool: string, signal: AbortSignal): Promise<void> {
  if ((await listPool(cluster, pool, signal)).length > 0) return;
  throw new CapstanError('NOT_DEPLOYED', `node pool ${pool} has no nodes to update`, { hint: 'install it first' });
}

function say({ node, what }: NodeChange): void {
  print(`node ${node} ${what}\n`);
}

function sizeOf(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new CapstanError('USAGE', `--size: "${text}" is no whole number of nodes`);
}

function pairsOf(texts: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, key, value] = /^([A-Za-z0-9][A-Za-z0-9_./-]*)=(.*)$/s.exec(text) ?? [];
      if (key === undefined) throw new CapstanError('USAGE', `${flag}: "${text}" is not KEY=VALUE`);
      return [key, checkLabel(value ?? '', flag)];
    }),
  );
}

function checkLabel(text: string, flag: string): string {
  if (/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/.test(text)) return text;
  throw new CapstanError('USAGE', `${flag}: "${text}" cannot be the value of a label`, {
    hint: 'use at most 63 letters, digits, dashes, dots and underscores, the first and last a letter or digit',
  });
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
