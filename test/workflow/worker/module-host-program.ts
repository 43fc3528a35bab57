import { hostModule } from '../../../src/subprocess/index.ts';

/** The host of modules as a program, as `capstan cloud module-host` is one: FILE FUNCTION */
const [file = '', name = ''] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const print = {
  log: (line: string) => void process.stdout.write(`${line}\n`),
  fail: (line: string) => void process.stderr.write(`${line}\n`),
};
process.exit(await hostModule(file, name, process.env, print, stop.signal));
