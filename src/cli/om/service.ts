import { Command } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import { parseParams } from '../../params/index.ts';
import { stopOnSignals } from '../stop-signal.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { type CloudApi, type CommandState, servicePath } from './api.ts';
import { type AccessFlags, addAccessFlags, openApi } from './settings.ts';

type Phase = 'install' | 'update' | 'remove';

interface ServiceFlags extends AccessFlags {
  readonly specs?: string;
  readonly count: string;
  readonly nodeType: string;
  readonly deployment?: string;
}

interface Task {
  readonly id: number;
  readonly name: string;
  readonly status_message: string;
}

const doing: Readonly<Record<Phase, string>> = { install: 'installing', update: 'updating', remove: 'removing' };
const completed = '5';
const tailLines = 20;

/** `om cloud add PLAN`. */
export function addCommand(): Command {
  return serviceCommand('add', 'install', 'install a service, and wait until it is there');
}

/** `om cloud update PLAN`. */
export function updateCommand(): Command {
  return serviceCommand('update', 'update', 'change a service that is there');
}

/** `om cloud remove PLAN`. */
export function removeCommand(): Command {
  return serviceCommand('remove', 'remove', 'remove a service');
}

function serviceCommand(name: string, phase: Phase, summary: string): Command {
  const command = new Command(name)
    .summary(summary)
    .description(summary)
    .argument('<plan>', 'the name of the service plan')
    .option(
      '--specs <k=v,...>',
      'what is asked for; a comma within a value is written \\, (default: size=COUNT,node-type=TYPE,provider=)',
    )
    .option('--count <number>', 'the size, where no specs are given', '1')
    .option('--node-type <type>', 'the type of nodes, where no specs are given', 'small')
    .option('--deployment <name>', 'which one, where one has several of the plan')
    .addHelpText('after', `\nExamples:\n  om cloud ${name} mongodb --specs "size=1"\n\nExit codes: 0 done, 1 failed.`);
  return addAccessFlags(command).action((plan: string, flags: ServiceFlags) => order(plan, phase, flags));
}

async function order(plan: string, phase: Phase, flags: ServiceFlags): Promise<void> {
  const params = flags.specs ?? `size=${flags.count},node-type=${flags.nodeType},provider=`;
  parseParams(params); // said before anything is sent
  const { api, user } = openApi(flags, process.env);
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  let id: number | undefined;
  const signal = stopOnSignals(() => {
    progress.end(id === undefined ? undefined : `not waited for any more: command ${id} goes on`);
  });
  try {
    progress.begin(`${doing[phase]} ${plan} for ${user}`);
    const request = {
      offering: plan,
      user,
      phase,
      params,
      ...(flags.deployment ? { deployment: flags.deployment } : {}),
    };
    const { body, location } = await api.post<CommandState>(`${servicePath}/command`, request, signal);
    id = body.id;
    progress.print(`command ${body.id}: ${phase} of ${body.deployment ?? plan}`);
    const end = await api.follow(location ?? body.resource_uri, (state) => tell(progress, plan, phase, state), signal);
    progress.end();
    if (end.status !== completed) throw await failure(api, end, plan, signal);
    process.stdout.write('Done.\n');
  } catch (error) {
    progress.end();
    if (signal.aborted) {
      process.exitCode = 1;
      return;
    }
    throw error;
  }
}

function tell(progress: Progress, plan: string, phase: Phase, { status_name, status_message }: CommandState): void {
  const words = status_message === '' ? status_name : `${status_name}: ${status_message}`;
  progress.change(`${doing[phase]} ${plan} (${words})`);
  progress.print(words);
}

/** With the last that the failed task printed: mostly it says why. */
async function failure(api: CloudApi, end: CommandState, plan: string, signal: AbortSignal): Promise<CapstanError> {
  const reason = end.status_message === '' ? end.status_name : end.status_message;
  const lines = await lastLines(api, end.id, signal).catch(() => []);
  if (lines.length > 0) process.stderr.write(`${lines.map((line) => `  ${line}`).join('\n')}\n`);
  return new CapstanError('SERVICE_FAILED', `${plan}: command ${end.id} failed: ${reason}`);
}

async function lastLines(api: CloudApi, command: number, signal: AbortSignal): Promise<readonly string[]> {
  const { objects } = await api.get<{ objects: readonly Task[] }>(
    `${servicePath}/task?command=${command}&status=FAILED&limit=1`,
    signal,
  );
  const [task] = objects;
  if (task === undefined) return [];
  const text = await api.getText(`${servicePath}/task/${task.id}/output`, signal);
  return text
    .trimEnd()
    .split('\n')
    .slice(-tailLines)
    .filter((line) => line !== '');
}
