import { CommandLine, Sheet } from '../shell/index.ts';

export interface Key {
  readonly user: string;
  readonly key: string;
}

/** The one time that a key can be read. */
export function KeySheet({ made, close }: { made: Key; close: () => void }) {
  return (
    <Sheet label={`Key of ${made.user}`} close={close}>
      <h2>Key of {made.user}</h2>
      <p class="soft">
        It is shown now and never again: only its digest is kept. Earlier keys of this user go on being valid.
      </p>
      <CommandLine text={`Authorization: ApiKey ${made.user}:${made.key}`} />
      <button type="button" class="button main-one" onClick={close}>
        It is kept
      </button>
    </Sheet>
  );
}
