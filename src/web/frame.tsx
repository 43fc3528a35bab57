import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Command, isOver, type List, listPath } from './api.ts';
import { useLive } from './live/index.ts';
import { signOut, useSession } from './session/index.ts';
import {
  hrefOf,
  Icon,
  type NavItem,
  Shell,
  type Shortcut,
  Shortcuts,
  tell,
  useResource,
  useRoute,
} from './shell/index.ts';

interface Props {
  readonly isLive: boolean;
  readonly signedOut: () => void;
  readonly children: ComponentChildren;
}

type View = Pick<NavItem, 'icon' | 'label' | 'count'> & { readonly id: string };

/** The shell of the administration: its views, who is signed in, the keys, and word of commands that end. */
export function Frame({ isLive, signedOut, children }: Props) {
  const session = useSession();
  const { path } = useRoute();
  const running = useRunning();
  useEnds(path);
  const at = path[0] ?? 'commands';
  const leave = async () => {
    await signOut();
    signedOut();
  };
  const views: readonly View[] = [
    { id: 'commands', icon: 'commands', label: 'Commands', count: running },
    { id: 'deployments', icon: 'deployments', label: 'Deployments' },
    { id: 'services', icon: 'plans', label: 'Services' },
    ...(session.role === 'admin' ? [{ id: 'users', icon: 'users', label: 'Users' } as const] : []),
  ];
  return (
    <>
      <Shell
        title="Cloud manager"
        subtitle={location.host}
        home={hrefOf(['commands'])}
        nav={views.map(({ id, ...view }) => ({ ...view, href: hrefOf([id]), isCurrent: id === at }))}
        isLive={isLive}
        end={
          <div class="side-row">
            <span class="grow who cut">
              {session.user}
              {session.role === 'admin' && <span class="soft small"> admin</span>}
            </span>
            <button type="button" class="button plain" onClick={leave} aria-label="Sign out" title="Sign out">
              <Icon name="leave" />
            </button>
          </div>
        }
      >
        {children}
      </Shell>
      <Shortcuts
        shortcuts={
          session.role === 'admin' ? [...shortcuts, { keys: 'g u', does: 'Users', href: '#/users' }] : shortcuts
        }
      />
    </>
  );
}

const shortcuts: readonly Shortcut[] = [
  { keys: 'n', does: 'New command', href: '#/commands/new' },
  { keys: 'g c', does: 'Commands', href: '#/commands' },
  { keys: 'g d', does: 'Deployments', href: '#/deployments' },
  { keys: 'g s', does: 'Services', href: '#/services' },
];

/** How many commands run now. */
function useRunning(): number {
  const list = useResource<List<Command>>(listPath('command', { status: 'PENDING', limit: 1 }));
  const [isDue, setDue] = useState(false);
  useLive((name) => {
    if (name === 'command' || name === 'ready') setDue(true);
  });
  useEffect(() => {
    if (!isDue) return undefined;
    const timer = setTimeout(() => {
      setDue(false);
      list.reload();
    }, 500);
    return () => clearTimeout(timer);
  }, [isDue, list.reload]);
  return list.data?.meta.total ?? 0;
}

/** Says of one's own commands that they have ended, unless they are looked at. Events tell of what changes now, each once or more. */
function useEnds(path: readonly string[]): void {
  const { user } = useSession();
  const [told] = useState(() => new Map<number, string>());
  useLive((name, data) => {
    if (name !== 'command') return;
    const command = data as Command;
    const { id, phase, offering, status_name, updated } = command;
    if (!isOver(command) || command.user !== user || path[1] === String(id) || told.get(id) === updated) return;
    told.set(id, updated);
    if (status_name === 'FAILED') tell('bad', `${phase} ${offering} failed`);
    else tell('good', `${phase} ${offering} is done`);
  });
}
