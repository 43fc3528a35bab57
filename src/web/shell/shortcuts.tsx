import { useEffect, useRef, useState } from 'preact/hooks';
import { navigate } from './route.ts';

export interface Shortcut {
  /** One key, or two in turn: `n`, `g c`. */
  readonly keys: string;
  readonly does: string;
  /** Where it goes; else what `act` does. */
  readonly href?: string;
  readonly act?: () => void;
}

const togetherMs = 1_000;

/** Keys of the page. They rest while somebody types, or holds a modifier. `?` shows them. */
export function Shortcuts({ shortcuts }: { shortcuts: readonly Shortcut[] }) {
  const [isShown, setShown] = useState(false);
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    let before: { key: string; at: number } | undefined;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      if (event.key === '?') setShown(true);
      const first = before && event.timeStamp - before.at < togetherMs ? `${before.key} ${event.key}` : undefined;
      before = { key: event.key, at: event.timeStamp };
      const found =
        latest.current.find(({ keys }) => keys === first) ?? latest.current.find(({ keys }) => keys === event.key);
      if (!found) return;
      event.preventDefault();
      before = undefined;
      if (found.href) navigate(found.href);
      found.act?.();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  return isShown ? <KeysSheet shortcuts={shortcuts} close={() => setShown(false)} /> : null;
}

function KeysSheet({ shortcuts, close }: { shortcuts: readonly Shortcut[]; close: () => void }) {
  return (
    <Sheet label="Keys of this page" close={close}>
      <h2>Keys of this page</h2>
      <dl class="keys">
        {[...shortcuts, { keys: '?', does: 'This list' }].map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="button" onClick={close}>
        Close
      </button>
    </Sheet>
  );
}

/** A dialog over the page: Escape closes it, and the focus goes back to where it was. */
export function Sheet(props: { label: string; close: () => void; children: preact.ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="sheet" aria-label={props.label} onClose={props.close}>
      <div class="sheet-body">{props.children}</div>
    </dialog>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
  );
}
