import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../api.ts';
import { Icon, Refusal, RequestError } from '../shell/index.ts';
import { signIn } from './session.ts';
import './sign-in.css';

export function SignIn({ signedIn }: { signedIn: (session: Session) => void }) {
  const [error, setError] = useState<RequestError>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Sign in · Cloud manager';
  }, []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    const user = String(fields.get('user')).trim();
    const key = String(fields.get('key')).trim();
    setBusy(true);
    setError(undefined);
    try {
      signedIn(await signIn(user, key));
    } catch (refused) {
      setBusy(false);
      setError(wordsOf(refused));
      (form.elements.namedItem('key') as HTMLInputElement).focus();
    }
  };

  return (
    <main class="sign-in">
      <div class="panel">
        <form class="form panel-body" onSubmit={submit}>
          <div class="sign-in-head">
            <img src="./favicon.svg" width="44" height="44" alt="" />
            <h1>Cloud manager</h1>
            <p class="soft">Sign in with your user name and key.</p>
          </div>
          <div class="field">
            <label for="user">User</label>
            <input
              class="input"
              id="user"
              name="user"
              autocomplete="username"
              autocapitalize="off"
              spellcheck={false}
              required
            />
          </div>
          <div class="field">
            <label for="key">Key</label>
            <input
              class="input mono"
              id="key"
              name="key"
              type="password"
              autocomplete="current-password"
              required
              onInput={partLine}
            />
          </div>
          <Refusal error={error} />
          <button type="submit" class="button main-one" disabled={isBusy}>
            <Icon name={isBusy ? 'turning' : 'key'} size={16} class={isBusy ? 'turning' : ''} />
            Sign in
          </button>
          <p class="small soft">
            No key yet? An administrator makes one with <code>cloudmgr user key NAME</code>. The line{' '}
            <code>Authorization: ApiKey USER:KEY</code> can be pasted as it is.
          </p>
        </form>
      </div>
    </main>
  );
}

/** The header's line, pasted as a whole into the field of the key, says the user too. */
function partLine(event: Event): void {
  const field = event.currentTarget as HTMLInputElement;
  const line = /^(?:Authorization:\s*)?ApiKey\s+([^:\s]+):(\S+)$/i.exec(field.value.trim());
  if (!line?.[1] || !line[2]) return;
  (field.form?.elements.namedItem('user') as HTMLInputElement).value = line[1];
  field.value = line[2];
}

function wordsOf(refused: unknown): RequestError {
  if (!(refused instanceof RequestError)) return new RequestError(0, 'Fault of the page', String(refused));
  if (refused.status !== 401) return refused;
  return new RequestError(401, 'Refused', 'This user and key do not belong together.');
}
