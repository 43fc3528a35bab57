import { Command, Option } from 'commander';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { parseParams } from '../../params/index.ts';
import { type CommandState, servicePath } from '../om/api.ts';
import { addClientFlags, type ClientFlags } from './client-flags.ts';
import { followCommand } from './follow-command.ts';
import { type ClientSession, withClient } from './with-client.ts';

const help = `
Gives the command, and shows what its tasks print until it has ended. Where no server runs on the data folder, a worker of its
own runs it. An install makes the user that is not there yet.

Examples:
  cloudmgr deployservice --phase install --service hello --user someuser --params "greeting=hi,times=3"
  cloudmgr deployservice --phase uninstall --service mongodb --user someuser --params "key=value"

Exit codes: 0 done, 1 failed: the service too, not only the command.`;

interface DeployFlags extends ClientFlags {
  readonly phase: string;
  readonly service: string;
  readonly user: string;
  readonly params: string;
  readonly deployment?: string;
  readonly wait: boolean;
}

/** `cloudmgr deployservice`. */
export function deployServiceCommand(): Command {
  const command = new Command('deployservice')
    .description('install, update or remove a service for a user')
    .addOption(
      new Option('--phase <phase>', 'what to do')
        .choices(['install', 'update', 'remove', 'uninstall'])
        .makeOptionMandatory(),
    )
    .requiredOption('--service <name>', 'the plan')
    .requiredOption('--user <name>', 'for whom')
    .option('--params <k=v,...>', 'what is asked for; a comma within a value is written \\,', '')
    .option('--deployment <name>', 'which one, where the user has several of the service')
    .option('--no-wait', 'do not wait for its end; a server or a worker has to run')
    .addHelpText('after', help);
  return addClientFlags(command).action((flags: DeployFlags) => {
    parseParams(flags.params); // said before anything is opened
    return withClient(flags, (session) => deploy(session, flags));
  });
}

async function deploy(session: ClientSession, flags: DeployFlags): Promise<void> {
  const { api, progress } = session;
  if (!flags.wait && session.work && !flags.database) {
    throw new CapstanError('USAGE', 'no worker runs that would carry the command out', { hint: 'leave --no-wait out' });
  }
  const { phase, service, user } = flags;
  const body = await submit(session, flags);
  progress.print(`command ${body.id}: ${phase} of ${body.deployment ?? service} for ${user}`);
  if (!flags.wait) return;
  const end = await withWorker(session, (until) => followCommand(api, body.id, progress, until));
  if (end.status_name !== 'COMPLETED') {
    throw new CapstanError(
      'SERVICE_FAILED',
      `${service}: command ${end.id} is ${end.status_name}: ${end.status_message}`,
      { hint: `cloudmgr commands ${end.id} --log says what its tasks printed` },
    );
  }
  process.stdout.write('Done.\n');
}

/** For an install a user that nobody knows is made, where that is all that is wrong: at this command line an admin sits. */
async function submit({ api, progress, signal }: ClientSession, flags: DeployFlags): Promise<CommandState> {
  const { phase, service, user, params, deployment } = flags;
  const request = { offering: service, user, phase, params, ...(deployment ? { deployment } : {}) };
  const send = async () => (await api.post<CommandState>(`${servicePath}/command`, request, signal)).body;
  try {
    return await send();
  } catch (error) {
    const isUnknown = isCapstanError(error, 'CLOUD_REFUSED') && error.message.startsWith(`there is no user "${user}"`);
    if (!isUnknown || phase !== 'install') throw error;
    await api.post(`${servicePath}/user`, { name: user, role: 'user' }, signal);
    progress.print(`user ${user} created`);
    return await send();
  }
}

/** A worker that fails ends the waiting, and the end of the waiting ends the worker. */
async function withWorker<T>({ work, signal }: ClientSession, wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
  if (work === undefined) return wait(signal);
  const over = new AbortController();
  const working = work(AbortSignal.any([signal, over.signal]));
  const failed = working.then(() => signal.throwIfAborted()).then(() => new Promise<never>(() => {}));
  try {
    return await Promise.race([wait(signal), failed]);
  } finally {
    over.abort();
    await working;
  }
}
