import { type Kind, optional, withDefault } from './kind.ts';
import { choice, integer } from './scalars.ts';
import { table } from './table.ts';
import { defaultOptions, type Remediation } from './watch.ts';

const { onInstallFailure, onUpgradeFailure } = defaultOptions.remediation;

export const remediationTable = table({
  retries: optional(
    integer(0, 1_000_000),
    'attempts after the first failed one; a change of the resource begins anew',
    'for ever, ever more slowly',
  ),
  onInstallFailure: withDefault(
    choice('uninstall', 'none'),
    onInstallFailure,
    'what this attempt has made is removed, or left for a look at it',
  ),
  onUpgradeFailure: withDefault(
    choice('rollback', 'uninstall', 'none'),
    onUpgradeFailure,
    'back to the last revision that was deployed; all removed; left as it is',
  ),
  maxHistory: optional(integer(0, 1_000_000), 'revisions kept; `0` keeps all', '`--max-history`'),
});

export const remediation: Kind<Remediation> = remediationTable;
