import { useEffect, useState } from 'preact/hooks';
import { type Route, readRoute } from './address.ts';

/** Where the page is: what follows `#` in its address. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return readRoute(hash);
}

/** Goes to an address of this page. @param isStep `false`: the way back skips where the page was */
export function navigate(href: string, isStep = true): void {
  if (isStep) location.hash = href;
  else location.replace(href);
}
