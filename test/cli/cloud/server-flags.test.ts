import { Command } from 'commander';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addServerFlags, appOptionsOf, type ServerFlags } from '../../../src/cli/cloud/server-flags.ts';
import { addWorkFlags } from '../../../src/cli/cloud/worker.ts';

const it = suite('flags of a server');

function parse(...words: readonly string[]): ServerFlags {
  const command = addServerFlags(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(words, { from: 'user' }).opts<ServerFlags>();
}

for (const flag of ['--rate-limit', '--body-limit']) {
  it(`${flag} 0 is refused: nobody would be answered`, () => {
    assert.throws(() => parse(flag, '0'), /1 at least/);
  });
}

for (const address of ['hub.example.com', 'foo', 'localhost:80', 'ftp://hub.example.com', '']) {
  it(`--public-url ${address} is refused: no link could be made of it`, () => {
    assert.throws(() => parse('--public-url', address), /https:\/\/hub/);
  });
}

it('--port is one that there is', () => {
  assert.throws(() => parse('--port', '65536'), /65535 at most/);
  assert.is(parse('--port', '65535').port, 65_535);
});

for (const flag of ['--concurrency', '--per-user']) {
  it(`${flag} 0 is refused: nothing would be done`, () => {
    const command = addWorkFlags(new Command())
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    assert.throws(() => command.parse([flag, '0'], { from: 'user' }), /1 at least/);
  });
}

it('limits are those that are given', () => {
  const { limits } = appOptionsOf(parse('--rate-limit', '1', '--body-limit', '1', '--port', '0'));
  assert.equal(limits, { requests: { perSecond: 1, burst: 5 }, bodyBytes: 1 });
});

it.run();
