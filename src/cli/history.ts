import { Command } from 'commander';
import { CapstanError } from '../errors/index.ts';
import { findRelease, readRevisions } from '../view/index.ts';
import {
  addOutputFlag,
  addReleaseFlags,
  columns,
  printData,
  type ReleaseFlags,
  releaseArgument,
  type Session,
  withSession,
} from './releases/index.ts';

const examples = `
Examples:
  capstan history example4
  capstan history example4 -n demo --max 3 -o json

Exit codes: 0 done, 1 failed.`;

type HistoryFlags = ReleaseFlags & { readonly max: string };

/** `capstan history`: the revisions of a release that are still recorded. */
export function historyCommand(): Command {
  const command = new Command('history')
    .alias('hist')
    .addArgument(releaseArgument())
    .option('--max <count>', 'so many, the newest', '256')
    .addHelpText('after', examples);
  return addOutputFlag(addReleaseFlags(command)).action((name: string, flags: HistoryFlags) =>
    withSession(flags, (session) => history(session, name, flags)),
  );
}

/** In helm's columns and fields, for what reads `helm history`. */
async function history(session: Session, name: string, flags: HistoryFlags): Promise<void> {
  const release = await findRelease(session, name);
  const revisions = await readRevisions(session, release, parseMax(flags.max));
  if (flags.output === 'json' || flags.output === 'yaml') return printData(revisions, flags.output);
  const head = ['REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION', 'DESCRIPTION'];
  const rows = revisions.map((one) => [
    String(one.revision),
    one.updated.replace('T', ' ').slice(0, 16),
    one.status,
    one.chart,
    one.app_version,
    one.description,
  ]);
  process.stdout.write(columns([head, ...rows], session.width));
}

function parseMax(text: string): number {
  const max = Number(text);
  if (Number.isInteger(max) && max > 0) return max;
  throw new CapstanError('USAGE', `--max: "${text}" is no whole number from 1 on`);
}
