import { lookup } from 'node:dns/promises';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname } from 'node:os';

// `serve` answers with its name and what it has written so far; `get URL` and `resolve NAME` print what they find.
const [what = 'serve', target = ''] = process.argv.slice(2);
if (what === 'get') process.stdout.write(await (await fetch(target, { signal: AbortSignal.timeout(5_000) })).text());
if (what === 'resolve')
  process.stdout.write((await lookup(target, { all: true })).map(({ address }) => address).join());
if (what === 'serve') {
  appendFileSync('/data/starts', `${hostname()}\n`);
  process.once('SIGTERM', () => process.exit());
  const answer = () =>
    JSON.stringify({ name: hostname(), starts: readFileSync('/data/starts', 'utf8').trim().split('\n') });
  createServer((_, response) => response.end(answer())).listen(8080, () => process.stdout.write('listening\n'));
}
