import type { Command } from 'commander';
import type { AccessFlags } from './access-flags.ts';

/** Helm's flags that say where a chart comes from, when it is not a path. */
export interface ChartFlags extends AccessFlags {
  readonly version?: string;
  readonly devel: boolean;
  readonly repo?: string;
  readonly passCredentials: boolean;
  readonly verify: boolean;
  readonly keyring?: string;
}

export function addChartFlags(command: Command): Command {
  return command
    .option('--version <range>', 'the version of the chart, or a range: ^2.0.0; the latest when left out')
    .option('--devel', 'development versions too, as --version ">0.0.0-0"', false)
    .option('--repo <url>', 'the chart repository the chart is in')
    .option('--username <name>', "the repository's user")
    .option('--password <password>', "the repository's password")
    .option('--cert-file <file>', 'a client certificate for the repository')
    .option('--key-file <file>', "the client certificate's key")
    .option('--ca-file <file>', "the authority of the repository's certificate")
    .option('--insecure-skip-tls-verify', "do not check the repository's certificate", false)
    .option('--plain-http', 'reach an OCI registry without TLS', false)
    .option('--pass-credentials', 'give the credentials to hosts that the repository names, too', false)
    .option('--verify', 'check the signature of the package', false)
    .option('--keyring <file>', 'the public keys for --verify');
}
