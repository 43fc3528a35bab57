import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** Copies `text`. Where a page may not (http on another machine), the text is there to be marked. */
export function Copy({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return;
    }
    setDone(true);
    setTimeout(() => setDone(false), 1_500);
  };
  return (
    <button type="button" class="button plain" onClick={copy} aria-label={label} title={label}>
      <Icon name={isDone ? 'check' : 'copy'} size={16} />
      <span class="unseen" aria-live="polite">
        {isDone ? 'copied' : ''}
      </span>
    </button>
  );
}

/** A line for a terminal. */
export function CommandLine({ text }: { text: string }) {
  return (
    <div class="command-line">
      <code>{text}</code>
      <Copy text={text} label="Copy the command line" />
    </div>
  );
}
