import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { search } from './generator/index.ts';
import { Oracle } from './oracle.ts';
import { chartSubject, templateSubject } from './subjects.ts';

process.env['TZ'] = 'UTC';

const it = suite('random input');
/** The same in every run, so that a red one says something of the change: chance has its hour in `npm run fuzz:helm`. */
const seed = Number(process.env['CAPSTAN_FUZZ_SEED'] ?? 1);
const milliseconds = 10_000;

for (const [what, subject] of [
  ['templates', templateSubject],
  ['charts', chartSubject],
] as const) {
  it(`${what} of seed ${seed} are rendered as Helm renders them`, async () => {
    await using oracle = await Oracle.start();
    const { tried, findings } = await search(subject(oracle) as never, { seed, milliseconds });
    process.stdout.write(`${what}: ${tried} from seed ${seed}\n`);
    assert.ok(tried > 0);
    assert.is(findings.length, 0, findings.map(({ seed, difference }) => `seed ${seed}:\n${difference}`).join('\n'));
  });
}

it.run();
