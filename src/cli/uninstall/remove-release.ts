import { CapstanError, isAbort } from '../../errors/index.ts';
import { act } from '../../release/index.ts';
import { contextFor, objectsOf, type Release, readCurrent } from '../../view/index.ts';
import { warn } from '../print.ts';
import type { Session } from '../releases/index.ts';
import { Waiting } from '../waiting.ts';
import { type RemovalOptions, sayWhatGoes } from './delete-owner.ts';

/** Hooks, objects, records: what the operator does, for a release that none looks after. */
export async function removeRelease(session: Session, release: Release, options: RemovalOptions): Promise<void> {
  const { record, summary } = await readCurrent(session, release);
  const where = `release ${release.namespace}/${release.name}`;
  if (options.dryRun) {
    const objects = await objectsOf(session, release, summary);
    return sayWhatGoes(session, `${where} would be uninstalled:`, objects);
  }
  const waiting = new Waiting(process.stderr, session.isLive);
  const context = contextFor(session, release, record, {
    policy: { timeoutMs: options.timeoutMs, waitForDeletion: options.wait === true },
    onWait: (what) => waiting.show(what && `waiting: ${what}`),
    warn: (message) => warn(`warning: ${message}`),
  });
  try {
    await act({ do: 'uninstall', since: now(), because: 'a person asked for it' }, context, session.signal);
  } catch (error) {
    if (!isAbort(error)) throw error;
    throw new CapstanError('NOT_DELETED', `the uninstall of ${where} was broken off`, {
      cause: error,
      hint: 'run the command again: it goes on where it was',
    });
  } finally {
    waiting.show(undefined);
  }
  process.stdout.write(`${where} uninstalled\n`);
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
