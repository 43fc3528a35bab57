import { Command } from 'commander';
import { mergeValues } from '../../chart/index.ts';
import { readValuesFlags } from '../values-flags.ts';
import { addDumpFlags, type DumpFlags, readDumpFlags } from './dump-flags.ts';

const examples = (program: string) => `
--set and --values take every field of a CnvrgInfra's spec.

Examples:
  ${program} profile dump network -d istio-manifests
  ${program} profile dump network --set networking.istio.tag=1.8.6 --set networking.istio.externalIp=203.0.113.7
  ${program} profile dump network -k -d istio && kubectl apply -f istio/tmpl/crds && kubectl apply -R -f istio

The definitions have to be there before what is of their kinds: a flat folder is applied twice.

Exit codes: 0 done, 1 failed; a dump that failed leaves the folder as it was.`;

/** `capstan profile dump network`: Istio, for control planes with --ingress istio. */
export function networkCommand(program: string): Command {
  const command = new Command('network')
    .description("write the manifests of Istio's operator, of one Istio, and of the definitions of both")
    .addHelpText('after', examples(program));
  return addDumpFlags(command).action(() => dumpNetwork(command));
}

async function dumpNetwork(command: Command): Promise<void> {
  const flags = readDumpFlags<DumpFlags>(command);
  const values = mergeValues({ infraNamespace: flags.namespace }, await readValuesFlags(flags));
  const { dumpProfile } = await import('./dump-profile.ts');
  const { networkProfile } = await import('./profiles.ts');
  await dumpProfile(networkProfile, values, flags);
}
