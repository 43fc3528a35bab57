import { Command, Option } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import { type CloudApi, type CommandState, servicePath } from '../om/api.ts';
import { addOutputFlag, ageOf, columns, type OutputFormat, printData } from '../releases/index.ts';
import { addClientFlags, type ClientFlags } from './client-flags.ts';
import { withClient } from './with-client.ts';

const path = `${servicePath}/command`;

interface CommandRow extends CommandState {
  readonly offering: string;
  readonly user: string;
  readonly phase: string;
  readonly created: string;
  readonly tasks?: readonly TaskRow[];
}

interface TaskRow {
  readonly id: number;
  readonly name: string;
  readonly status_name: string;
  readonly status_message: string;
}

interface Flags extends ClientFlags {
  readonly output: OutputFormat;
  readonly limit: string;
  readonly restart?: boolean;
  readonly cancel?: boolean;
  readonly log?: boolean;
}

const help = `
Examples:
  cloudmgr commands                 the newest
  cloudmgr commands 12              one, with its tasks
  cloudmgr commands 12 --log        what its tasks printed
  cloudmgr commands 12 --restart    from the step that failed
  cloudmgr commands 12 --cancel

Exit codes: 0 done, 1 failed.`;

/** `cloudmgr commands`: what was commanded, and what became of it. */
export function commandsCommand(): Command {
  const command = new Command('commands')
    .description('list commands; look at, restart or cancel one')
    .argument('[id]', 'one command')
    .option('--limit <number>', 'how many', '20')
    .addOption(new Option('--restart', 'go on from the step that failed').conflicts(['cancel', 'log']))
    .addOption(new Option('--cancel', 'end it').conflicts(['log']))
    .option('--log', 'print what its tasks printed')
    .addHelpText('after', help);
  return addOutputFlag(addClientFlags(command)).action((id: string | undefined, flags: Flags) => {
    if (id !== undefined && !/^\d+$/.test(id)) throw new CapstanError('USAGE', `${id} is no number of a command`);
    const isOfOne = flags.restart || flags.cancel || flags.log;
    if (id === undefined && isOfOne)
      throw new CapstanError('USAGE', 'no command is named', { hint: 'cloudmgr commands ID' });
    return withClient(flags, ({ api, signal }) =>
      id === undefined ? list(api, flags, signal) : one(api, id, flags, signal),
    );
  });
}

async function list(api: CloudApi, { limit, output }: Flags, signal: AbortSignal): Promise<void> {
  const { objects } = await api.get<{ objects: readonly CommandRow[] }>(
    `${path}?limit=${encodeURIComponent(limit)}`,
    signal,
  );
  if (output !== 'table') return printData(objects, output);
  const rows = objects.map(({ id, deployment, phase, status_name, created, status_message }) => [
    String(id),
    deployment ?? '-',
    phase,
    status_name,
    ageOf(created),
    status_message,
  ]);
  const head = ['ID', 'DEPLOYMENT', 'PHASE', 'STATUS', 'AGE', 'MESSAGE'];
  process.stdout.write(columns([head, ...rows], process.stdout.columns));
}

async function one(api: CloudApi, id: string, flags: Flags, signal: AbortSignal): Promise<void> {
  for (const action of ['restart', 'cancel'] as const) {
    if (flags[action]) await api.post(`${path}/${id}/${action}`, {}, signal);
  }
  const command = await api.get<CommandRow>(`${path}/${id}`, signal);
  if (flags.log) return printLog(api, command, signal);
  if (flags.output !== 'table') return printData(command, flags.output);
  const { phase, deployment, offering, status_name, status_message, tasks = [] } = command;
  const message = status_message === '' ? '' : `: ${status_message}`;
  process.stdout.write(`command ${id}: ${phase} of ${deployment ?? offering} is ${status_name}${message}\n`);
  const rows = tasks.map((task) => [String(task.id), task.name, task.status_name, task.status_message]);
  if (rows.length > 0)
    process.stdout.write(columns([['TASK', 'NAME', 'STATUS', 'MESSAGE'], ...rows], process.stdout.columns));
}

async function printLog(api: CloudApi, { tasks = [] }: CommandRow, signal: AbortSignal): Promise<void> {
  for (const { id } of tasks) {
    const text = await api.getText(`${servicePath}/task/${id}/output`, signal);
    process.stdout.write(text === '' || text.endsWith('\n') ? text : `${text}\n`);
  }
}
