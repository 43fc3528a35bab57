import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { firstAdmin } from '../../../src/cli/cloud/first-admin.ts';
import { writeServerFile } from '../../../src/cli/cloud/server-file.ts';
import { changeUser, listKeys, makeUser, openStore, type Store } from '../../../src/workflow/index.ts';
import { scratchFolder } from '../../support/scratch.ts';

const it = suite('the first admin');
let store: Store;
let shared: Store;

it.before(async () => {
  store = await openStore({ at: 'memory' });
  shared = { ...store, kind: 'postgres' };
});
it.before.each(async () => {
  await store.db.deleteFrom('api_keys').execute();
  await store.db.deleteFrom('users').execute();
});
it.after(() => store.close());

it('gets one key, however many servers start over a shared store', async () => {
  const first = await firstAdmin(shared, scratchFolder());
  assert.is(first?.isNew, true);
  assert.is(await firstAdmin(shared, scratchFolder()), undefined);
  assert.is((await listKeys(store, 'omadmin')).length, 1);
});

it('goes on with the key that the data folder keeps', async () => {
  const data = scratchFolder();
  const first = await firstAdmin(shared, data);
  if (first) writeServerFile(data, { url: 'http://127.0.0.1:1', user: first.user, key: first.key, pid: 1 });
  assert.equal(await firstAdmin(shared, data), { user: 'omadmin', key: first?.key, isNew: false });
});

it('of an embedded store gets another where the folder has lost it', async () => {
  await firstAdmin(store, scratchFolder());
  assert.is((await firstAdmin(store, scratchFolder()))?.isNew, true);
});

it('who is disabled gets none, and the server starts', async () => {
  await firstAdmin(store, scratchFolder());
  await makeUser(store, { name: 'boss', role: 'admin' }, undefined);
  await changeUser(store, 'omadmin', { disabled: true }, undefined);
  assert.is(await firstAdmin(store, scratchFolder()), undefined);
});

it.run();
