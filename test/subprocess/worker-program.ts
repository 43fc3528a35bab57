import { join } from 'node:path';
import { now, runProcess } from '../../src/subprocess/index.ts';
import { Lines, newGuard, shell } from './stage.ts';

/** A worker with one task and a lease of so many milliseconds: FOLDER LEASE SCRIPT */
const [folder = '', lease = '', script = ''] = process.argv.slice(2);
const guard = newGuard();
guard.holdUntil(now() + Number(lease));
const ending = await runProcess(
  shell(folder, script, { scratch: join(folder, 'scratch') }),
  new Lines(),
  guard,
  new AbortController().signal,
);
await guard.close();
process.stdout.write(`${JSON.stringify(ending)}\n`);
