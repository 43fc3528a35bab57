import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ClusterSettings, mostNodes } from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';

/** What a cluster is made with; what is not said is as it is, or the default. */
export interface SettingsFlags {
  readonly nodes?: 'simulated' | 'real';
  readonly count?: number;
  readonly registryPort?: number;
  readonly audit?: boolean;
}

/** NodePorts: on real nodes the registry is reached through one. */
const [lowestPort, highestPort] = [30_000, 32_767];

/** Those that Knitfab's charts ask for: what `install-knit` installs would find them taken. */
const knitfabPorts: ReadonlyMap<number, string> = new Map([
  [30_503, 'its image registry'],
  [30_803, 'its API'],
  [30_990, 'the debugger of knitd'],
  [30_991, 'the debugger of knitd-backend'],
]);

const defaults: ClusterSettings = { nodes: 'simulated', count: 3, registryPort: 30_005, audit: false };

export function addSettingsFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--nodes <kind>', 'real nodes run containers and take root (default: simulated)').choices([
        'simulated',
        'real',
      ]),
    )
    .option('--count <number>', `how many nodes there are, 1 to ${mostNodes} (default: 3)`, wholeNumber(1, mostNodes))
    .option(
      '--registry-port <port>',
      `the port of the image registry, ${lowestPort} to ${highestPort} (default: 30005)`,
      wholeNumber(lowestPort, highestPort),
    )
    .option('--no-registry', 'leave the image registry out')
    .option('--audit', "write every request's metadata to control-plane/audit.log");
}

/** Of a cluster that is there, flags that say something else are refused: it stays what it is. @throws CapstanError USAGE */
export function settingsOf(
  flags: SettingsFlags & { readonly registry?: boolean },
  known: ClusterSettings | undefined,
): ClusterSettings {
  const { nodes, count, audit } = flags;
  const registryPort = flags.registry === false ? 0 : flags.registryPort;
  const asked = Object.entries({ nodes, count, registryPort, audit }).filter(([, value]) => value !== undefined);
  const other = asked.find(([name, value]) => known !== undefined && known[name as keyof ClusterSettings] !== value);
  if (known !== undefined && other !== undefined) {
    const [name, value] = other;
    const is = `${name} ${known[name as keyof ClusterSettings]}`;
    throw new CapstanError('USAGE', `the cluster was made with ${is}, not ${value}`, {
      hint: 'leave the flag out; or `capstan dev destroy` it, or use another --dir',
    });
  }
  return { ...(known ?? defaults), ...Object.fromEntries(asked) };
}

/** What would fail only when Knitfab is installed; a cluster that is there keeps its port. @throws CapstanError USAGE */
export function checkRegistryPort({ registryPort }: ClusterSettings): void {
  const user = knitfabPorts.get(registryPort);
  if (user === undefined) return;
  throw new CapstanError('USAGE', `port ${registryPort} is one of Knitfab's own node ports: ${user}`, {
    hint: `choose another one with --registry-port: all from ${lowestPort} to ${highestPort} but ${[...knitfabPorts.keys()].join(', ')}`,
  });
}

/** The words of `capstan dev serve`. */
export function settingsWords({ nodes, count, registryPort, audit }: ClusterSettings): readonly string[] {
  return [
    `--nodes=${nodes}`,
    `--count=${count}`,
    registryPort === 0 ? '--no-registry' : `--registry-port=${registryPort}`,
    ...(audit ? ['--audit'] : []),
  ];
}

function wholeNumber(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`It is a whole number from ${lowest} to ${highest}.`);
  };
}
