import { Command } from 'commander';
import { stopOnSignals } from '../stop-signal.ts';

/** The process of a step whose task is a function of a module. */
export function moduleHostCommand(): Command {
  return new Command('module-host')
    .description('call a function of a module, as a step')
    .argument('<file>', 'the module')
    .argument('<function>', 'what it exports')
    .action(async (file: string, name: string) => {
      const { hostModule } = await import('../../subprocess/index.ts');
      const signal = stopOnSignals(() => {});
      const print = {
        log: (line: string) => process.stdout.write(`${line}\n`),
        fail: (line: string) => process.stderr.write(`${line}\n`),
      };
      // when the function is done, so is the task: what it left open does not hold it up
      process.exit(await hostModule(file, name, process.env, print, signal));
    });
}
