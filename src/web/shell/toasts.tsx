import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

const shownForMs = 5_000;
let next = 1;
let toasts: readonly Toast[] = [];
const listeners = new Set<() => void>();

/** Says something that happened elsewhere, for a moment; screen readers say it too. */
export function tell(tone: Toast['tone'], text: string): void {
  const toast = { id: next++, tone, text };
  change([...toasts.slice(-3), toast]);
  setTimeout(() => change(toasts.filter(({ id }) => id !== toast.id)), shownForMs);
}

export function Toasts() {
  const [shown, show] = useState(toasts);
  useEffect(() => {
    const changed = () => show(toasts);
    listeners.add(changed);
    return () => {
      listeners.delete(changed);
    };
  }, []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.map(({ id, tone, text }) => (
        <div key={id} class={`toast ${tone}`}>
          <Icon name={tone === 'good' ? 'check' : 'warning'} />
          {text}
        </div>
      ))}
    </div>
  );
}

function change(to: readonly Toast[]): void {
  toasts = to;
  for (const listener of listeners) listener();
}
