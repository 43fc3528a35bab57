import { useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';

/** The theme that is shown, and a switch to the other one, which is kept for the next visit. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState(shownTheme);
  const toggle = () => {
    const other = theme === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = other;
    try {
      localStorage.setItem('theme', other);
    } catch {
      // kept until the page is left
    }
    setTheme(other);
  };
  return [theme, toggle];
}

function shownTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
