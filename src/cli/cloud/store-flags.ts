import { mkdirSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import type { Store } from '../../workflow/index.ts';
import type { Env } from '../terminal.ts';
import type { Progress } from '../up/progress.ts';
import { addPlaceFlags, type CloudPlaces, type PlaceFlags } from './places.ts';

export interface StoreFlags extends PlaceFlags {
  readonly database?: string;
}

export function addStoreFlags(command: Command): Command {
  return addPlaceFlags(command).addOption(
    new Option(
      '--database <url>',
      'postgres://…, for several processes (default: an embedded store in the data folder)',
    ).env('CLOUDMGR_DATABASE'),
  );
}

/** What there is of the environment when the database's password is taken out: nothing that runs later is to see it. */
export function withoutDatabase(env: Env): Env {
  const { CLOUDMGR_DATABASE: _, ...rest } = env;
  return rest;
}

/** Opens the store that the flags name, and says so where it takes a while. @throws CapstanError USAGE, STORE_UNREACHABLE, … */
export async function openCloudStore(
  { database }: StoreFlags,
  { data }: CloudPlaces,
  options: { readonly log: Logger; readonly isWorker: boolean; readonly progress: Progress },
): Promise<Store> {
  if (database !== undefined && !/^postgres(ql)?:\/\//.test(database)) {
    throw new CapstanError('USAGE', '--database is a URL of PostgreSQL: postgres://USER@HOST:PORT/NAME'); // it may have a password
  }
  const { openStore } = await import('../../workflow/index.ts');
  const { log, isWorker, progress } = options;
  progress.begin(database ? 'opening the database' : 'opening the store');
  try {
    if (database) return await openStore({ at: { database }, log, isWorker });
    mkdirSync(data, { recursive: true, mode: 0o700 });
    return await openStore({ at: { folder: data }, log, isWorker });
  } finally {
    progress.end();
  }
}
