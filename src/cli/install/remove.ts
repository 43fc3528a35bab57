import { createInterface } from 'node:readline/promises';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { paths, readPlace, removalOrder, removeInstall } from '../../installer/index.ts';
import { parseGoDuration } from '../../operator/index.ts';
import { act } from '../../release/index.ts';
import { contextFor, findRelease, readCurrent } from '../../view/index.ts';
import { warn } from '../print.ts';
import { type Session, withSession } from '../releases/index.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import type { InstallFlags } from './flags.ts';
import { lockSettings } from './lock.ts';

/** `capstan install --remove`: what a settings folder's uninstaller.sh runs. */
export async function remove(flags: InstallFlags, signal: AbortSignal): Promise<void> {
  const { env, stderr, stdout } = process;
  const timeoutMs = parseGoDuration(flags.timeout);
  const { folder, ...place } = await readPlace(flags.settings);
  const namespace = flags.namespace ?? place.namespace;
  const kubeconfig = flags.kubeconfig ?? place.kubeconfig;
  using _lock = lockSettings(folder);
  const progress = new Progress(stderr, { live: hasProgress(stderr, env) });
  await withSession(
    { ...flags, kubeconfig, namespace },
    async (session) => {
      await session.cluster.discovery.capabilities(signal); // a cluster that does not answer is told before anything is asked
      if (flags.hard && !flags.yes) await confirm(namespace, session.cluster.server, signal);
      try {
        await removeInstall(
          session.cluster,
          {
            namespace,
            isHard: flags.hard,
            timeoutMs,
            onStep: (what) => progress.begin(what),
            uninstall: (name) => uninstall(name, { ...session, signal }, timeoutMs, progress),
          },
          signal,
        );
      } finally {
        progress.end();
      }
    },
    signal,
  );
  stdout.write(goneText(flags, namespace));
}

/** Nothing but a yes is one; where nobody answers, nothing is removed. @throws CapstanError USAGE */
async function confirm(namespace: string, server: string, signal: AbortSignal): Promise<void> {
  const { before, after } = removalOrder(true);
  process.stderr.write(
    `This removes ${[...before, ...after].join(', ')} from namespace ${namespace} of ${server},\nand all data that Knitfab keeps there. It cannot be undone.\n`,
  );
  const answer = await ask('Go on? [y/N] ', signal);
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new CapstanError('USAGE', 'nothing was removed', { hint: 'answer y, or say --yes' });
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  process.stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve).once('close', () => resolve(''));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  } finally {
    lines.close();
    if (!process.stdin.isTTY) process.stderr.write('\n'); // a terminal shows the answer's own
  }
}

async function uninstall(name: string, session: Session, timeoutMs: number, progress: Progress): Promise<void> {
  progress.begin(`removing ${name}`);
  try {
    const release = await findRelease(session, name);
    const { record } = await readCurrent(session, release);
    const context = contextFor(session, release, record, {
      policy: { timeoutMs, waitForDeletion: true },
      onWait: (what) => what !== undefined && progress.change(`removing ${name}: ${what}`),
      warn: (message) => warn(`warning: ${message}`),
    });
    const since = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    await act({ do: 'uninstall', since, because: 'a person asked for it' }, context, session.signal);
    progress.end(`${name} removed`);
  } catch (error) {
    if (!isCapstanError(error, 'RELEASE_NOT_FOUND')) throw error;
    progress.end(`${name} is not there`);
  }
}

function goneText({ hard, settings }: InstallFlags, namespace: string): string {
  const kept = hard
    ? `Its settings stay in ${settings}.`
    : `Data and settings stay; ${settings}/${paths.uninstaller} --hard removes the data, too.`;
  return `Knitfab is gone from namespace ${namespace}. ${kept}\n`;
}
