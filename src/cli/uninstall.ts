import { Command } from 'commander';
import { isCapstanError } from '../errors/index.ts';
import { parseGoDuration } from '../operator/index.ts';
import { findRelease } from '../view/index.ts';
import { addReleaseFlags, type ReleaseFlags, releaseArgument, type Session, withSession } from './releases/index.ts';
import { stopOnSignals } from './stop-signal.ts';
import { deleteOwner } from './uninstall/delete-owner.ts';
import { removeRelease } from './uninstall/remove-release.ts';

const examples = `
A release that a custom resource owns goes with it: the resource is deleted, and the operator uninstalls the release.
One that was installed by hand, or whose resource is gone, is uninstalled by this command itself.

Examples:
  capstan uninstall example4
  capstan uninstall example4 -n demo --wait --timeout 2m    until no object of it is left
  capstan uninstall example4 --no-wait                      the operator does the rest
  capstan uninstall example4 --dry-run                      only say what would go

Exit codes: 0 done, 1 failed.`;

interface UninstallFlags extends ReleaseFlags {
  /** undefined: until the operator is through with it. */
  readonly wait?: boolean;
  readonly timeout: string;
  readonly dryRun: boolean;
  readonly ignoreNotFound: boolean;
}

/** `capstan uninstall`: takes a release off the cluster, whoever made it. */
export function uninstallCommand(): Command {
  const command = new Command('uninstall')
    .aliases(['un', 'del', 'delete'])
    .addArgument(releaseArgument())
    .option('--wait', 'wait until the objects are gone, too')
    .option('--no-wait', 'do not wait for the operator')
    .option('--timeout <duration>', 'how long to wait', '5m')
    .option('--dry-run', 'only say what would be removed', false)
    .option('--ignore-not-found', 'a release that is not there is no failure', false)
    .addHelpText('after', examples);
  return addReleaseFlags(command).action((name: string, flags: UninstallFlags) =>
    withSession(
      flags,
      (session) => uninstall(session, name, flags),
      stopOnSignals(() => {}),
    ),
  );
}

async function uninstall(session: Session, name: string, flags: UninstallFlags): Promise<void> {
  const timeoutMs = parseGoDuration(flags.timeout);
  try {
    const release = await findRelease(session, name);
    await (release.resource ? deleteOwner : removeRelease)(session, release, { ...flags, timeoutMs });
  } catch (error) {
    if (!(flags.ignoreNotFound && isCapstanError(error, 'RELEASE_NOT_FOUND'))) throw error;
    process.stdout.write(`there is no release ${name} in namespace ${session.namespace}\n`);
  }
}
