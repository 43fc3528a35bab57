import { useEffect, useState } from 'preact/hooks';
import type { Session } from './api.ts';
import { CommandList, CommandView, NewCommand } from './commands/index.ts';
import { DeploymentList, DeploymentRelease, DeploymentView } from './deployments/index.ts';
import { Frame } from './frame.tsx';
import { LiveProvider } from './live/index.ts';
import { PlanList } from './plans/index.ts';
import { readSession, SessionProvider, SignIn } from './session/index.ts';
import { Empty, Failure, Head, onSignedOut, RequestError, type Route, useRoute } from './shell/index.ts';
import { UserList } from './users/index.ts';

/** Undefined: not known yet. Null: nobody. */
type Who = Session | null | undefined;

/** The administration of the cloud manager: nothing of it is asked for before somebody is signed in. */
export function App() {
  const [who, setWho] = useState<Who>(undefined);
  const [error, setError] = useState<RequestError>();
  const ask = () => {
    setError(undefined);
    readSession().then(
      (session) => setWho(session ?? null),
      (fault: unknown) =>
        setError(fault instanceof RequestError ? fault : new RequestError(0, 'Fault of the page', String(fault))),
    );
  };
  useEffect(ask, []);
  useEffect(() => onSignedOut(() => setWho(null)), []);
  if (error) return <Failure error={error} reload={ask} />;
  if (who === undefined) return null;
  if (who === null) return <SignIn signedIn={setWho} />;
  return (
    <SessionProvider value={who}>
      <LiveProvider>
        {(isLive) => (
          <Frame isLive={isLive} signedOut={() => setWho(null)}>
            <View />
          </Frame>
        )}
      </LiveProvider>
    </SessionProvider>
  );
}

function View() {
  const route = useRoute();
  const Found = viewOf(route);
  // another thing begins anew; another query or another side of the same does not
  return <Found key={route.path.slice(0, 3).join('/')} {...route} />;
}

function viewOf({ path }: Route) {
  const [name = 'commands', which, side] = path;
  if (name === 'commands' && which === 'new') return NewCommand;
  if (name === 'commands') return which ? CommandView : CommandList;
  if (name === 'deployments' && side === 'releases') return DeploymentRelease;
  if (name === 'deployments') return which ? DeploymentView : DeploymentList;
  if (name === 'services') return PlanList;
  if (name === 'users') return UserList;
  return Nowhere;
}

function Nowhere({ path }: Route) {
  return (
    <>
      <Head title="There is no such view" />
      <div class="panel">
        <Empty icon="search" title="Nothing is here">
          <code>#/{path.join('/')}</code> is no address of this page.
        </Empty>
      </div>
    </>
  );
}
