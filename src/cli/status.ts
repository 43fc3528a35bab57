import { Command } from 'commander';
import { formatRef } from '../cluster/index.ts';
import { describeRelease, findRelease, type ReleaseStatus } from '../view/index.ts';
import {
  addOutputFlag,
  addReleaseFlags,
  patiently,
  printData,
  type ReleaseFlags,
  releaseArgument,
  withSession,
} from './releases/index.ts';
import { printStatus } from './status/print.ts';

const examples = `
Examples:
  capstan status example4
  capstan status runtime/example4 -n demo    by the custom resource, also when nothing is installed yet
  capstan status example4 -o json | jq .ready

Exit codes: 0 done, 1 failed; 2 with --exit-code when the release is not deployed and ready.`;

type StatusFlags = ReleaseFlags & { readonly exitCode: boolean };

/** `capstan status`: how a release is: its conditions, its objects, and what went wrong last. */
export function statusCommand(): Command {
  const command = new Command('status')
    .addArgument(releaseArgument())
    .option('--exit-code', 'end with 2 unless the release is deployed and all its objects are ready', false)
    .addHelpText('after', examples);
  return addOutputFlag(addReleaseFlags(command)).action((name: string, flags: StatusFlags) =>
    withSession(flags, async (session) => {
      const status = await patiently(session, 'reading the release and its objects', async () =>
        describeRelease(session, await findRelease(session, name)),
      );
      if (flags.output === 'json' || flags.output === 'yaml') printData(asData(status), flags.output);
      else process.stdout.write(printStatus(status, session));
      if (flags.exitCode && !status.ready) process.exitCode = 2;
    }),
  );
}

function asData({ objects, ...status }: ReleaseStatus) {
  return {
    ...status,
    objects: objects.map(({ ref, readiness }) => ({
      object: formatRef(ref),
      kind: ref.kind,
      namespace: ref.namespace,
      name: ref.name,
      status: readiness.status,
      message: readiness.message,
    })),
  };
}
