import { Command } from 'commander';

/** Started by a worker, told by it what to watch over, and left behind when it is killed. */
export function guardCommand(): Command {
  return new Command('guard').description('end the tasks of a worker that is gone').action(async () => {
    const { serveGuard } = await import('../../subprocess/index.ts');
    await serveGuard(process.stdin, process.stdout);
  });
}
