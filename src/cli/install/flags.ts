import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CapstanError } from '../../errors/index.ts';
import type { Checkout, SourceChoices } from '../../installer/index.ts';
import type { Env } from '../terminal.ts';

/** The flags of `capstan install` as commander hands them over. */
export interface InstallFlags {
  readonly prepare: boolean;
  readonly install: boolean;
  readonly uninstaller: boolean;
  readonly remove: boolean;
  readonly hard: boolean;
  readonly yes: boolean;
  readonly settings: string;
  readonly chartVersion?: string;
  readonly tlsCaCert?: string;
  readonly tlsCaKey?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** False: --no-tls. */
  readonly tls: boolean;
  readonly kubeconfig?: string;
  readonly namespace?: string;
  readonly timeout: string;
  readonly verbose: boolean;
}

export type Mode = 'prepare' | 'install' | 'uninstaller' | 'remove';

const tlsFlags = [
  ['--tls-ca-cert', 'tlsCaCert'],
  ['--tls-ca-key', 'tlsCaKey'],
  ['--tls-cert', 'tlsCert'],
  ['--tls-key', 'tlsKey'],
] as const;

/** What is asked for; --install writes the uninstaller in any case. @throws CapstanError USAGE */
export function modeOf(flags: InstallFlags): Mode {
  const asked = (['prepare', 'install', 'uninstaller', 'remove'] as const).filter((mode) => flags[mode]);
  const [mode, ...others] = asked;
  if (mode === undefined) {
    throw new CapstanError('USAGE', 'choose what to do: --prepare, --install or --uninstaller', {
      hint: 'run capstan install --help',
    });
  }
  const isInstallBoth = mode === 'install' && others.length === 1 && others[0] === 'uninstaller';
  if (others.length > 0 && !isInstallBoth) {
    throw new CapstanError('USAGE', `${asked.map((one) => `--${one}`).join(' and ')} exclude each other`, {
      hint: 'prepare first, edit the settings, then install',
    });
  }
  checkFit(flags, mode);
  return mode;
}

/** A flag that would do nothing is refused: whoever gave it expects something. */
function checkFit(flags: InstallFlags, mode: Mode): void {
  const given = tlsFlags.filter(([, key]) => flags[key] !== undefined).map(([flag]) => flag);
  if (!flags.tls && given.length > 0) throw excluded(`--no-tls and ${given[0]} exclude each other`);
  if (mode !== 'prepare' && (given.length > 0 || !flags.tls)) {
    throw new CapstanError('USAGE', `${given[0] ?? '--no-tls'} goes with --prepare alone`, {
      hint: 'edit certs/ in the settings folder, or prepare another folder',
    });
  }
  for (const [flag, given] of [
    ['--hard', flags.hard],
    ['--yes', flags.yes],
  ] as const) {
    if (given && mode !== 'remove') throw excluded(`${flag} goes with --remove alone`);
  }
  pairUp(flags, 'tlsCaKey', 'tlsCaCert');
  pairUp(flags, 'tlsKey', 'tlsCert');
  pairUp(flags, 'tlsCert', 'tlsKey');
}

function pairUp(flags: InstallFlags, given: (typeof tlsFlags)[number][1], needed: typeof given): void {
  if (flags[given] === undefined || flags[needed] !== undefined) return;
  const nameOf = (key: typeof given) => tlsFlags.find(([, one]) => one === key)?.[0] ?? '';
  throw excluded(`${nameOf(given)} needs ${nameOf(needed)}`);
}

function excluded(message: string): CapstanError {
  return new CapstanError('USAGE', message, { hint: 'run capstan install --help' });
}

/** Flags win over the environment; an empty variable says nothing. */
export function sourceChoices(flags: Pick<InstallFlags, 'chartVersion'>, env: Env): SourceChoices {
  return {
    chartVersion: flags.chartVersion || env['CHART_VERSION'] || undefined,
    chartRepositoryRoot: env['CHART_REPOSITORY_ROOT'] || undefined,
    repository: env['REPOSITORY'] || undefined,
    branch: env['BRANCH'] || undefined,
    imageRepositoryHost: env['IMAGE_REPOSITORY_HOST'] || undefined,
    pullSecret: env['PULL_SECRET'] || undefined,
  };
}

/** Of the checkout that installer/installer.sh lies in, which it names itself. */
export function readCheckout(env: Env): Checkout {
  const root = env['CAPSTAN_CHECKOUT'];
  if (!root) return {};
  const version = join(root, 'VERSION');
  const charts = join(root, 'charts', 'release');
  const [line = ''] = existsSync(version) ? readFileSync(version, 'utf8').split(/\r?\n/) : [];
  return {
    ...(line.trim() === '' ? {} : { version: line.trim() }),
    ...(existsSync(join(charts, 'index.yaml')) ? { charts: pathToFileURL(charts).href } : {}),
  };
}
