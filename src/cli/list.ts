import { Command } from 'commander';
import { type ReleaseRow, readRows } from '../view/index.ts';
import {
  addOutputFlag,
  addReleaseFlags,
  ageOf,
  columns,
  type Paint,
  painter,
  patiently,
  printData,
  type ReleaseFlags,
  type Session,
  withSession,
} from './releases/index.ts';

const examples = `
Examples:
  capstan list                     the releases of the context's namespace
  capstan list -A                  those of all namespaces
  capstan list -n demo -o json     for a program

READY counts the objects of the release that are what their specs ask for.

Exit codes: 0 done, 1 failed.`;

type ListFlags = ReleaseFlags & { readonly allNamespaces: boolean };

/** `capstan list`: releases, whoever made them. */
export function listCommand(): Command {
  const command = new Command('list')
    .alias('ls')
    .option('-A, --all-namespaces', 'the releases of all namespaces', false)
    .addHelpText('after', examples);
  return addOutputFlag(addReleaseFlags(command)).action((flags: ListFlags) =>
    withSession(flags, (session) => list(session, flags)),
  );
}

async function list(session: Session, flags: ListFlags): Promise<void> {
  const namespace = flags.allNamespaces ? '' : session.namespace;
  const lines = await patiently(session, 'reading the releases', () => readRows(session, namespace));
  if (flags.output === 'json' || flags.output === 'yaml') return printData(lines, flags.output);
  if (lines.length === 0) {
    const where = flags.allNamespaces ? 'any namespace' : `namespace ${session.namespace}`;
    process.stderr.write(`no releases in ${where}\n`);
    return;
  }
  process.stdout.write(table(lines, flags.allNamespaces, session));
}

function table(lines: readonly ReleaseRow[], hasNamespace: boolean, { width, color }: Session): string {
  const paint = painter(color);
  const head = [...(hasNamespace ? ['NAMESPACE'] : []), 'NAME', 'OWNER', 'REVISION', 'STATUS', 'READY', 'AGE'];
  const rows = lines.map((line) => [
    ...(hasNamespace ? [line.namespace] : []),
    line.name,
    line.owner ? `${line.owner.kind}/${line.owner.name}` : paint('dim', '-'),
    line.revision === 0 ? paint('dim', '-') : String(line.revision),
    paintStatus(line.status, paint),
    line.revision === 0
      ? paint('dim', '-')
      : paint(line.ready === line.objects ? 'green' : 'yellow', `${line.ready}/${line.objects}`),
    ageOf(line.updated),
  ]);
  return columns([head, ...rows], width);
}

function paintStatus(status: string, paint: Paint): string {
  if (status === 'deployed') return paint('green', status);
  return paint(status === 'failed' ? 'red' : 'yellow', status);
}
