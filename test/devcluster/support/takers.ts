import { join } from 'node:path';
import { tryLock } from '../../../src/devcluster/binaries/lock.ts';

/** `takers.ts FOLDER ROUNDS TIME`: tries to get each lock of the folder at its own time, says which it got, and holds them. */
const [folder = '', rounds = '', beginAt = ''] = process.argv.slice(2);
const everyMs = 15;
const won: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  while (Date.now() < Number(beginAt) + round * everyMs); // all at the same moment: a timer would be late
  if (tryLock(join(folder, `lock-${round}`)) === undefined) won.push(round);
}
process.stdout.write(JSON.stringify(won));
process.stdin.resume();
