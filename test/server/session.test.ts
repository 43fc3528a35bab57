import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Sessions } from '../../src/server/access/index.ts';

const it = suite('sessions');

it('a session that began is read as its user, until it is ended', async () => {
  const sessions = new Sessions();
  const { token } = await sessions.begin('someuser');
  assert.is((await sessions.read(token))?.user, 'someuser');
  await sessions.end(token);
  assert.is(await sessions.read(token), undefined);
});

it('another server takes it if it has the same secret, and only then', async () => {
  const { token } = await new Sessions('the same secret').begin('someuser');
  assert.is((await new Sessions('the same secret').read(token))?.user, 'someuser');
  assert.is(await new Sessions('another').read(token), undefined);
  assert.is(await new Sessions().read(token), undefined);
});

it('to end one leaves the others of the same user', async () => {
  const sessions = new Sessions();
  const [first, second] = [await sessions.begin('a'), await sessions.begin('a')];
  await sessions.end(first.token);
  assert.is((await sessions.read(second.token))?.user, 'a');
});

it('what is none is none, and ending it does no harm', async () => {
  const sessions = new Sessions();
  await sessions.end('nonsense');
  for (const token of ['', 'nonsense', 'a.b.c']) assert.is(await sessions.read(token), undefined);
});

it.run();
