import type { Command } from 'commander';

/** How a repository or registry is talked to, by Helm's flags. */
export interface AccessFlags {
  readonly username?: string;
  readonly password?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly caFile?: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly plainHttp: boolean;
}

export function addAccessFlags(command: Command): Command {
  return command
    .option('--username <name>', "the registry's user")
    .option('--password <password>', "the registry's password")
    .option('--cert-file <file>', 'a client certificate for the registry')
    .option('--key-file <file>', "the client certificate's key")
    .option('--ca-file <file>', "the authority of the registry's certificate")
    .option('--insecure-skip-tls-verify', "do not check the registry's certificate", false)
    .option('--plain-http', 'reach an OCI registry without TLS', false);
}
