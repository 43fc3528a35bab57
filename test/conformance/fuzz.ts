import { parseArgs } from 'node:util';
import { search } from './generator/index.ts';
import { Oracle } from './oracle.ts';
import { chartSubject, templateSubject } from './subjects.ts';

/**
 * `npm run fuzz:helm [-- --minutes 60] [--seed N] [--only templates|charts] [--enough 20]`: random templates and charts for the
 * real Helm and for Capstan. What they answer differently is printed with the seed that finds it again; the exit code is 1.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    only: { type: 'string' },
    enough: { type: 'string', default: '20' },
  },
});

process.env['TZ'] = 'UTC';

const subjects = { templates: templateSubject, charts: chartSubject };
const chosen = Object.entries(subjects).filter(([name]) => values.only === undefined || values.only === name);
for (const [name, subject] of chosen) {
  await using oracle = await Oracle.start();
  const { tried, findings } = await search(subject(oracle) as never, {
    seed: Number(values.seed),
    milliseconds: (Number(values.minutes) * 60_000) / chosen.length,
    enough: Number(values.enough),
  });
  for (const { seed, difference } of findings) process.stdout.write(`\nseed ${seed}:\n${difference}\n`);
  process.stdout.write(`\n${name}: ${tried} from seed ${values.seed}, ${findings.length} different\n`);
  if (findings.length > 0) process.exitCode = 1;
}
