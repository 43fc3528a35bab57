import { readFileSync } from 'node:fs';

/** Written in by the bundler; in a checkout there are none. */
declare const CAPSTAN_VERSION: string | undefined;
declare const CAPSTAN_COMMIT: string | undefined;

export interface Version {
  /** As package.json has it, without a `v`. */
  readonly version: string;
  /** The commit a bundle was built from; `unknown` in a checkout. */
  readonly commit: string;
}

let known: Version | undefined;

export function readVersion(): Version {
  known ??= {
    version: typeof CAPSTAN_VERSION === 'string' ? CAPSTAN_VERSION : readPackageVersion(),
    commit: typeof CAPSTAN_COMMIT === 'string' ? CAPSTAN_COMMIT : 'unknown',
  };
  return known;
}

/** What every request to an API server says of itself. */
export function userAgent(): string {
  return `capstan/${readVersion().version}`;
}

function readPackageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
