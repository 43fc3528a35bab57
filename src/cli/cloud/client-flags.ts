import { type Command, Option } from 'commander';
import { addStoreFlags, type StoreFlags } from './store-flags.ts';

export interface ClientFlags extends StoreFlags {
  readonly url?: string;
  /** USER:KEY */
  readonly key?: string;
}

/** Where a command of the workflow tier goes: to a server, or straight to the store where none runs. */
export function addClientFlags(command: Command): Command {
  return addStoreFlags(command)
    .addOption(
      new Option(
        '--url <url>',
        'the server (default: the one that runs on this data folder, else the store itself)',
      ).env('CLOUDMGR_URL'),
    )
    .addOption(
      new Option('--key <user:key>', 'who asks (default: the admin key in the data folder)').env('CLOUDMGR_KEY'),
    );
}
