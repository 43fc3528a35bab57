import { CapstanError } from '../../errors/index.ts';
import { previewObjects, readObjects, rollbackTarget } from '../../release/index.ts';
import { changesOf, contextFor, type Release, readCurrent } from '../../view/index.ts';
import { printChanges, sumUp } from '../diff/print.ts';
import { warn } from '../print.ts';
import { patiently, type Session } from '../releases/index.ts';

/** What a rollback would change of the objects. */
export async function printRehearsal(session: Session, release: Release, revision: number | undefined): Promise<void> {
  const target = rollbackTarget(revision, release.history);
  const where = `release ${release.namespace}/${release.name}`;
  if (!target) {
    const hint = `it has ${release.history.map((one) => one.revision).join(', ') || 'none'}`;
    const what = revision === undefined ? 'no earlier revision to go back to' : `no revision ${revision}`;
    throw new CapstanError('RELEASE_NOT_FOUND', `${where} has ${what}`, { hint });
  }
  const { record } = await readCurrent(session, release, target.revision);
  const context = contextFor(session, release, record, {
    policy: {},
    onWait() {},
    warn: (message) => warn(`warning: ${message}`),
  });
  const objects = await readObjects(context, target, session.signal);
  const preview = await patiently(session, 'trying out the rollback', () =>
    previewObjects(objects, context, session.signal),
  );
  const changes = changesOf(preview);
  process.stdout.write(`${where} would be rolled back to revision ${target.revision}\n\n`);
  process.stdout.write(
    changes.length === 0 ? 'no object changes\n' : `${printChanges(changes, session)}\n${sumUp(changes)}\n`,
  );
}
