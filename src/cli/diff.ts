import { Command } from 'commander';
import { type Decision, type Preview, previewDecision } from '../release/index.ts';
import { changeData, changesOf, DryRunCluster, findRelease, type ObjectChange, type Release } from '../view/index.ts';
import { foreseeFor } from './diff/foresee.ts';
import { printChanges, sumUp } from './diff/print.ts';
import {
  addOutputFlag,
  addReleaseFlags,
  patiently,
  printData,
  type ReleaseFlags,
  releaseArgument,
  type Session,
  withSession,
} from './releases/index.ts';

const examples = `
The inputs are put together as the operator does it, from the resource and the watches file with its charts; the API
server is asked for a dry run of every object. Nothing is changed. What Secrets hold is shown as ****. Environment
variables in overrideValues are those of this shell, not those of the operator.

Examples:
  capstan diff example4
  capstan diff example4 -n demo --watches-file ./watches.yaml --exit-code
  capstan diff runtime/example4 -o json

Exit codes: 0 done, 1 failed; 2 with --exit-code when something would change.`;

type DiffFlags = ReleaseFlags & {
  readonly watchesFile: string;
  readonly exitCode: boolean;
};

/** `capstan diff`: what the next reconcile would change. */
export function diffCommand(): Command {
  const command = new Command('diff')
    .addArgument(releaseArgument())
    .option('--watches-file <file>', "the operator's: what it watches and with which charts", './watches.yaml')
    .option('--exit-code', 'end with 2 when something would change', false)
    .addHelpText('after', examples);
  return addOutputFlag(addReleaseFlags(command)).action((name: string, flags: DiffFlags) =>
    withSession(
      flags,
      (session) => diff(session, name, flags),
      undefined,
      (connection) => new DryRunCluster(connection),
    ),
  );
}

async function diff(session: Session, name: string, flags: DiffFlags): Promise<void> {
  const { release, decision, preview } = await patiently(session, 'trying out the next reconcile', () =>
    lookAhead(session, name, flags.watchesFile),
  );
  const changes = changesOf(preview);
  if (flags.output === 'json' || flags.output === 'yaml') {
    printData(
      {
        release: release.name,
        namespace: release.namespace,
        decision: preview.keepsRevision ? 'keep' : decision.do,
        because: decision.because,
        objects: changeData(changes),
        hooks: preview.hooks,
      },
      flags.output,
    );
  } else process.stdout.write(textOf(release, decision, changes, preview, session));
  const isNothing = decision.do === 'nothing' || preview.keepsRevision === true;
  if (flags.exitCode && !(isNothing && changes.length === 0)) process.exitCode = 2;
}

async function lookAhead(session: Session, name: string, watchesFile: string) {
  const release = await findRelease(session, name);
  const { decision, context } = await foreseeFor(session, release, { watchesFile, isStrict: false });
  const preview: Preview = context
    ? await previewDecision(decision, context, session.signal)
    : { objects: [], prune: [], hooks: [] };
  return { release, decision, preview };
}

function textOf(
  { namespace, name }: Release,
  decision: Decision,
  changes: readonly ObjectChange[],
  { hooks, keepsRevision }: Preview,
  session: Session,
): string {
  const where = `release ${namespace}/${name}`;
  if (decision.do === 'nothing') return `${where} stays as it is: ${decision.because}\n`;
  const title = keepsRevision
    ? `${where} keeps its revision: the same objects would come of another\n`
    : `${where}: ${words[decision.do]}, because ${decision.because}\n`;
  const sum = changes.length > 0 ? `${sumUp(changes)}\n` : 'no object changes\n';
  const runs = hooks.map(({ event, kind, name: hook }) => `${kind} ${hook} runs as ${event} hook\n`).join('');
  return [title, ...(changes.length > 0 ? [printChanges(changes, session)] : []), ...(runs ? [runs] : []), sum].join(
    '\n',
  );
}

const words = {
  install: 'it would be installed',
  upgrade: 'a new revision would be made',
  correct: 'objects would be put right',
  tidy: 'old revisions would be marked as such',
  uninstall: 'it would be uninstalled',
} as const;
