import { Command } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import { stopOnSignals } from '../stop-signal.ts';
import { type AccessFlags, addAccessFlags, openApi } from './settings.ts';

interface LogEntry {
  readonly time: string;
  readonly text: string;
}

const help = `
Examples:
  om cloud status pods                      the names of pods
  om cloud log mongodb-0 --since 10m

Exit codes: 0 done, 1 failed.`;

/** `om cloud log POD`: what a pod of one's own has printed. */
export function logCommand(): Command {
  const command = new Command('log')
    .summary('print the log of a pod')
    .description('Print what a pod of the own services has written.')
    .argument('<pod>', 'its name, as `om cloud status pods` has it')
    .option('--since <time>', 'not older than that: 30s, 10m, 2h')
    .addHelpText('after', help);
  return addAccessFlags(command).action(async (pod: string, flags: AccessFlags & { since?: string }) => {
    const query = flags.since === undefined ? '' : `?since=${checkAge(flags.since)}`;
    const { api } = openApi(flags, process.env);
    const path = `/apps/omops/dashboard/api/v1/logs/${encodeURIComponent(pod)}${query}`;
    const { entries } = await api.get<{ entries: readonly LogEntry[] }>(
      path,
      stopOnSignals(() => {}),
    );
    for (const { time, text } of entries) process.stdout.write(`${time} ${text}\n`);
  });
}

function checkAge(text: string): string {
  if (/^\d{1,6}[smhd]$/.test(text)) return text;
  throw new CapstanError('USAGE', `--since: "${text}" is no time such as 30s, 10m, 2h or 1d`);
}
