import { CommanderError } from 'commander';
import { formatError } from '../../errors/index.ts';
import { knitCommand } from './index.ts';

// No await at the top: as part of an executable this is CommonJS.
void main();

async function main(): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithReader);
  const out = (text: string) => void process.stdout.write(text);
  try {
    await knitCommand({ env: process.env, signal: stop.signal, out }).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    process.stderr.write(`${formatError(error, { color: process.stderr.isTTY === true })}\n`);
    process.exitCode = 1;
  }
}

/** `knit … | head`: nobody reads any more, which is no failure. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
