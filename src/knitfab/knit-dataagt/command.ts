import { Command } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import type { Surroundings } from '../program.ts';
import { listenUntil } from '../web.ts';
import { agentServer } from './server.ts';

/** dataagt: one volume over HTTP. */
export function agentCommand({ log, signal }: Surroundings): Command {
  return new Command('dataagt')
    .description('GET / gives the folder as a tar archive; POST / unpacks one into it, which has to be empty')
    .requiredOption('--mode <mode>', 'read or write')
    .requiredOption('--path <folder>', 'the folder')
    .option('--port <n>', 'where it listens', Number, 8080)
    .action(async ({ mode, path, port }: { mode: string; path: string; port: number }) => {
      if (mode !== 'read' && mode !== 'write') throw new CapstanError('USAGE', `--mode ${mode}: it is read or write`);
      await listenUntil(agentServer(path, mode, log), port, log, signal);
    });
}
