import { Command } from 'commander';
import { formatRef } from '../cluster/index.ts';
import { CapstanError, isAbort, isCapstanError } from '../errors/index.ts';
import { parseGoDuration } from '../operator/index.ts';
import { deployedOf, rollbackRelease } from '../release/index.ts';
import { contextFor, DryRunCluster, findRelease, type Release, readCurrent } from '../view/index.ts';
import { warn } from './print.ts';
import { addReleaseFlags, type ReleaseFlags, releaseArgument, type Session, withSession } from './releases/index.ts';
import { whileHeld } from './rollback/hold.ts';
import { printRehearsal } from './rollback/rehearsal.ts';
import { stopOnSignals } from './stop-signal.ts';
import { Waiting } from './waiting.ts';

const examples = `
The resource that owns the release is suspended meanwhile. An operator that runs leaves the release as it is then, until
the inputs change: the resource, the chart, or what watches.yaml says. To keep the state, make the resource ask for it.

Examples:
  capstan rollback example4                    to the revision before
  capstan rollback example4 3 --dry-run        only show what would change
  capstan rollback example4 3 --wait --timeout 2m

Exit codes: 0 done, 1 failed.`;

interface RollbackFlags extends ReleaseFlags {
  readonly dryRun: boolean;
  readonly wait: boolean;
  readonly timeout: string;
}

/** `capstan rollback`: puts a release back to what an earlier revision was, as a new revision. */
export function rollbackCommand(): Command {
  const command = new Command('rollback')
    .addArgument(releaseArgument())
    .argument('[revision]', 'the revision to go back to (default: the one before); capstan history lists them')
    .option('--dry-run', 'only show what would change', false)
    .option('--wait', 'wait until the objects are ready', false)
    .option('--timeout <duration>', 'how long to wait, for a hook as well', '5m')
    .addHelpText('after', examples);
  return addReleaseFlags(command).action((name: string, revision: string | undefined, flags: RollbackFlags) =>
    flags.dryRun
      ? withSession(
          flags,
          (session) => rehearse(session, name, revision),
          undefined,
          (to) => new DryRunCluster(to),
        )
      : withSession(
          flags,
          (session) => rollBack(session, name, revision, flags),
          stopOnSignals(() => {}),
        ),
  );
}

async function rehearse(session: Session, name: string, revision: string | undefined): Promise<void> {
  await printRehearsal(session, await findRelease(session, name), parseRevision(revision));
}

async function rollBack(
  session: Session,
  name: string,
  revision: string | undefined,
  flags: RollbackFlags,
): Promise<void> {
  const target = parseRevision(revision);
  const timeoutMs = parseGoDuration(flags.timeout);
  const release = await findRelease(session, name);
  const { record } = await readCurrent(session, release);
  const waiting = new Waiting(process.stderr, session.isLive);
  const context = contextFor(session, release, record, {
    policy: { wait: flags.wait, timeoutMs },
    onWait: (what) => waiting.show(what && `waiting: ${what}`),
    warn: (message) => warn(`warning: ${message}`),
  });
  try {
    const outcome = await whileHeld(
      session,
      release.resource,
      (what) => waiting.show(what),
      () => rollbackRelease(target, context, session.signal),
    );
    waiting.show(undefined);
    process.stdout.write(`release ${release.namespace}/${release.name} rolled back: revision ${outcome.revision}\n`);
  } catch (error) {
    throw explained(error, release);
  } finally {
    waiting.show(undefined);
  }
  process.stdout.write(whatIsNext(release));
}

function explained(error: unknown, { namespace, name, resource }: Release): unknown {
  if (isAbort(error)) {
    return new CapstanError('NOT_READY', `the rollback of release ${namespace}/${name} was broken off`, {
      cause: error,
      hint: resource
        ? 'its operator brings about what the resource asks for'
        : `capstan status ${name} says how it is; helm rollback goes over a revision that is pending`,
    });
  }
  if (!resource || !isCapstanError(error, 'CONFLICT')) return error;
  return new CapstanError('CONFLICT', error.message, {
    cause: error,
    hint: 'somebody else works on the release: an operator that knows no capstan.dev/suspend has to be stopped first',
  });
}

/** Whether the operator brings back what its resource asks for depends on whether it knows what revision that was. */
function whatIsNext({ owner, resource, history }: Release): string {
  if (!owner || !resource) return '';
  const isKnown = (deployedOf(history)?.digest ?? '') !== '';
  return isKnown
    ? `${formatRef(owner)} is not changed: a running operator leaves the release as it is now until its inputs change\n`
    : `${formatRef(owner)} is not changed: its operator brings back what it asks for when it looks at it next\n`;
}

function parseRevision(text: string | undefined): number | undefined {
  if (text === undefined || text === '0') return undefined; // as in helm
  const revision = Number(text);
  if (Number.isInteger(revision) && revision > 0) return revision;
  throw new CapstanError('USAGE', `"${text}" is no revision`, { hint: 'capstan history NAME lists them' });
}
