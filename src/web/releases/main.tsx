import { render } from 'preact';
import { useState } from 'preact/hooks';
import { Shell, useRoute } from '../shell/index.ts';
import { Releases } from './index.ts';

function Page() {
  const { path } = useRoute();
  const [isLive, setLive] = useState(false);
  const nav = [{ href: '#/', icon: 'releases', label: 'Releases', isCurrent: true }] as const;
  return (
    <Shell title="Capstan" subtitle="Releases" home="#/" nav={nav} isLive={isLive}>
      <Releases api="./api/releases" home={[]} route={path} onLive={setLive} />
    </Shell>
  );
}

// The token has become a cookie: it need not stay in the address, nor in the history.
if (new URLSearchParams(location.search).has('token'))
  history.replaceState(null, '', location.pathname + location.hash);

render(<Page />, document.getElementById('page') as HTMLElement);
