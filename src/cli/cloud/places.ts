import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import { type Config, customaryHome, eitherEnding, inHome, type Places, readConfig } from '../../execution/index.ts';
import { userHome } from '../../user-home.ts';
import { installationFolder } from '../profile/installation.ts';
import type { Env } from '../terminal.ts';

/** Flags that say where things lie. */
export interface PlaceFlags {
  readonly home?: string;
  readonly deployments?: string;
  readonly data?: string;
}

/** Everything that cloudmgr reads and writes on this machine. */
export interface CloudPlaces extends Places {
  /** The store, the shims, server.json. */
  readonly data: string;
  /** ~/.omegaml/cloudmgr.yml. */
  readonly config: Config;
}

export function addPlaceFlags(command: Command): Command {
  return command
    .option(
      '--home <folder>',
      'services, scripts and components (default: $CLOUDMGR_HOME, what comes with the program)',
    )
    .option('--deployments <folder>', 'what is kept of deployments (default: $CLOUDMGR_DEPLOYMENTS)')
    .option(
      '--data <folder>',
      'the store and what belongs to it (default: $CLOUDMGR_DATA, .capstan/cloud here or above)',
    );
}

/** Flags win over the environment, that over cloudmgr.yml, and that over custom. @throws CapstanError USAGE */
export function readPlaces(flags: PlaceFlags, env: Env): CloudPlaces {
  const config = readConfig(join(userHome(env), '.omegaml', 'cloudmgr.yml'));
  const data = resolve(flags.data ?? (env['CLOUDMGR_DATA'] || nearestData(process.cwd())));
  const own = join(installationFolder(), 'cloudmgr');
  const said = flags.home ?? (env['CLOUDMGR_HOME'] || config.home);
  const home = said === undefined ? (existsSync(customaryHome) ? customaryHome : own) : resolve(said);
  if (!statSync(home, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CapstanError('USAGE', `there is no folder ${home} to be the home`, {
      hint: 'see --home, $CLOUDMGR_HOME and `home` of ~/.omegaml/cloudmgr.yml; `cloudmgr init FOLDER` makes one',
    });
  }
  const kept = flags.deployments ?? (env['CLOUDMGR_DEPLOYMENTS'] || config.deployments);
  const custom = home === own ? join(data, 'deployments') : join(home, 'deployments');
  return {
    home,
    data,
    config,
    deployments: kept === undefined ? custom : resolve(kept),
    charts: chartsOf(home, config, env),
  };
}

/** The one that is there, in the folder or in one above it, if it is ours; else the folder's own. */
export function nearestData(folder: string): string {
  const own = join(folder, '.capstan', 'cloud');
  for (let at = folder; ; at = dirname(at)) {
    const found = join(at, '.capstan', 'cloud');
    const stat = statSync(found, { throwIfNoEntry: false });
    if (stat?.isDirectory() && stat.uid === process.getuid?.()) return found;
    if (dirname(at) === at) return own;
  }
}

/**
 * A file of a home as somebody names it: `/data/cloudmgr/…` is the home, `.yml` and `.yaml` are the same, and so are services/ and
 * resources/services/.
 */
export function resolveFile(path: string, { home }: Pick<Places, 'home'>): string {
  const file = eitherEnding(resolve(inHome(path, home)));
  if (existsSync(file)) return file;
  const named = join(home, 'resources/services/');
  return file.startsWith(named) ? eitherEnding(join(home, 'services', file.slice(named.length))) : file;
}

function chartsOf(home: string, config: Config, env: Env): string {
  const said = env['HELM_LOCAL_CHARTS'] || config.charts;
  if (said) return resolve(said);
  const ofHome = join(home, 'helm-charts');
  return existsSync(ofHome) ? ofHome : join(installationFolder(), 'helm-charts', 'omegaml');
}
