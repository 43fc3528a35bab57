import { useState } from 'preact/hooks';
import { type List, listPath, type User } from '../api.ts';
import {
  Ago,
  Badge,
  Failure,
  Head,
  Icon,
  Loading,
  Refusal,
  RequestError,
  request,
  tell,
  useResource,
} from '../shell/index.ts';
import { type Key, KeySheet } from './key-sheet.tsx';
import './users.css';

export function UserList() {
  const list = useResource<List<User>>(listPath('user', { limit: 500 }));
  const [key, setKey] = useState<Key>();
  const makeKey = async (name: string) => {
    try {
      setKey(await request<Key>(listPath(`user/${encodeURIComponent(name)}/key`), { method: 'POST' }));
    } catch (error) {
      tell('bad', error instanceof RequestError ? error.message : String(error));
    }
  };
  return (
    <>
      <Head title="Users" />
      <AddUser
        added={(name) => {
          list.reload();
          void makeKey(name);
        }}
      />
      {list.data ? (
        <div class="panel user-rows">
          <ul class="rows">
            {list.data.objects.map((user) => (
              <li key={user.name} class="row">
                <strong class="cut">{user.name}</strong>
                <span>
                  {user.role === 'admin' ? <Badge tone="busy">admin</Badge> : <Badge tone="idle">user</Badge>}
                </span>
                <span class="soft when">
                  <Ago at={user.created} />
                </span>
                <span class="end">
                  <button type="button" class="button plain" onClick={() => makeKey(user.name)}>
                    <Icon name="key" size={16} />
                    New key<span class="unseen"> for {user.name}</span>
                  </button>
                </span>
              </li>
            ))}
          </ul>
        </div>
      ) : list.error ? (
        <Failure error={list.error} reload={list.reload} />
      ) : (
        <Loading rows={3} />
      )}
      {key && <KeySheet made={key} close={() => setKey(undefined)} />}
    </>
  );
}

function AddUser({ added }: { added: (name: string) => void }) {
  const [error, setError] = useState<RequestError>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    const name = String(fields.get('name')).trim();
    setBusy(true);
    setError(undefined);
    try {
      await request(listPath('user'), { method: 'POST', body: { name, role: fields.get('role') } });
      form.reset();
      added(name);
    } catch (refused) {
      setError(refused instanceof RequestError ? refused : new RequestError(0, 'Fault of the page', String(refused)));
    }
    setBusy(false);
  };
  return (
    <form class="add-user" onSubmit={submit}>
      <div class="field">
        <label for="name">New user</label>
        <input
          class="input"
          id="name"
          name="name"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={63}
          required
        />
      </div>
      <div class="field">
        <label for="role">Role</label>
        <select class="input" id="role" name="role">
          <option value="user">user: sees the own</option>
          <option value="admin">admin: sees all</option>
        </select>
      </div>
      <button type="submit" class="button main-one" disabled={isBusy}>
        <Icon name="plus" size={16} />
        Add
      </button>
      <Refusal error={error} />
    </form>
  );
}
