import { Command } from 'commander';
import { type InventoryItem, listInventory } from '../../execution/index.ts';
import { print, warn } from '../print.ts';
import { ageOf, columns } from '../releases/index.ts';
import { isTerminal } from '../terminal.ts';
import { addPlaceFlags, type PlaceFlags, readPlaces } from './places.ts';

const examples = `
What was done with components, for whom, as it is kept on disk: it needs no workflow tier, and outlives it.

Examples:
  cloudmgr inventory
  cloudmgr inventory --user someuser -o json     with parameters, releases and outputs

Exit codes: 0 done, 1 failed.`;

/** `cloudmgr inventory`: the deployments on disk. */
export function inventoryCommand(): Command {
  const command = new Command('inventory')
    .description('list what was deployed, for whom and how it went')
    .option('-u, --user <user>', 'of this user alone')
    .option('-o, --output <format>', 'table or json', 'table')
    .addHelpText('after', examples);
  return addPlaceFlags(command).action(
    async (flags: PlaceFlags & { readonly user?: string; readonly output: string }) => {
      const items = await listInventory(readPlaces(flags, process.env).deployments, flags.user, (error) => {
        warn(`cloudmgr: ${error.message}  ${error.code}`);
        process.exitCode = 1;
      });
      if (flags.output === 'json') return print(`${JSON.stringify(items, undefined, 2)}\n`);
      const { stdout } = process;
      const heading = ['USER', 'COMPONENT', 'KIND', 'PROVIDER', 'STATUS', 'PHASE', 'AGE', 'WHAT'];
      print(columns([heading, ...items.map(rowOf)], isTerminal(stdout) ? stdout.columns : undefined));
    },
  );
}

function rowOf({ user, component, kind, provider, recorded }: InventoryItem): string[] {
  const { status, phase, updated, release, reason } = recorded;
  const what = reason ?? (release ? `${release.namespace}/${release.name} ${release.chart}` : '');
  return [user, component, kind, provider, status, phase, ageOf(updated, new Date()), what.replace(/\s+/g, ' ')];
}
