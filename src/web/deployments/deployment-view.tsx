import { api, type Command, type Deployment, listPath } from '../api.ts';
import { CommandRows, ParamList } from '../commands/index.ts';
import { type LiveList, useLive, useLiveList } from '../live/index.ts';
import { Ago, Failure, Head, hrefOf, Icon, Loading, type Route, StateBadge, useResource } from '../shell/index.ts';
import { ReleasesOf } from './releases.tsx';

/** One deployment: what it was given, the commands that made it so, and what is in the cluster for it. */
export function DeploymentView({ path }: Route) {
  const id = Number(path[1]);
  const { data: deployment, error, reload, patch } = useResource<Deployment>(`${api}/service/deployment/${id}`);
  const commands = useCommands(deployment);
  useLive((name, data) => {
    if (name === 'deployment' && (data as Deployment).id === id) patch(() => data as Deployment);
    if (name === 'ready') reload();
  });
  return (
    <>
      <Head
        title={deployment?.name ?? `Deployment ${id}`}
        crumbs={
          <>
            <a href={hrefOf(['deployments'])}>Deployments</a> <span aria-hidden="true">/</span>{' '}
            <span>{deployment?.offering ?? id}</span>
          </>
        }
        badge={deployment && <StateBadge state={deployment.status_name} />}
        actions={deployment && <Actions deployment={deployment} />}
      />
      {deployment && (commands.data || commands.error) ? (
        <Loaded deployment={deployment} commands={commands} />
      ) : error ? (
        <Failure error={error} reload={reload} />
      ) : (
        <Loading rows={3} />
      )}
    </>
  );
}

function useCommands(deployment: Deployment | undefined): LiveList<Command> {
  return useLiveList<Command>(
    deployment && listPath('command', { deployment: deployment.name, limit: 10 }),
    'command',
    (command) => command.deployment === deployment?.name,
  );
}

/** What grows is at the end, where it pushes nothing. */
function Loaded({ deployment, commands }: { deployment: Deployment; commands: LiveList<Command> }) {
  return (
    <>
      <div class="panel panel-body">
        <dl class="facts">
          <div>
            <dt>Service</dt>
            <dd>{deployment.offering}</dd>
          </div>
          <div>
            <dt>User</dt>
            <dd>{deployment.user}</dd>
          </div>
          <div>
            <dt>Made</dt>
            <dd>
              <Ago at={deployment.created} />
            </dd>
          </div>
          <div>
            <dt>Changed</dt>
            <dd>
              <Ago at={deployment.updated} />
            </dd>
          </div>
          <div class="wide">
            <dt>Parameters</dt>
            <dd>
              <ParamList params={deployment.params} />
            </dd>
          </div>
        </dl>
      </div>
      <section class="section">
        <h2>Commands</h2>
        <History commands={commands} />
      </section>
      <section class="section">
        <h2>In the cluster</h2>
        <ReleasesOf id={deployment.id} />
      </section>
    </>
  );
}

function History({ commands }: { commands: LiveList<Command> }) {
  if (!commands.data) return commands.error ? <Failure error={commands.error} reload={commands.reload} /> : null;
  if (commands.data.objects.length > 0) return <CommandRows commands={commands.data.objects} />;
  return <p class="panel panel-body soft">No command is on record.</p>;
}

/** What was removed can be installed again; what is there is updated, and removed. */
function Actions({ deployment }: { deployment: Deployment }) {
  const { offering, user, name } = deployment;
  const to = (phase: string) => hrefOf(['commands', 'new'], { offering, user, phase, deployment: name });
  if (deployment.status_name === 'REMOVED')
    return (
      <a class="button" href={hrefOf(['commands', 'new'], { offering, user, phase: 'install' })}>
        <Icon name="plus" size={16} />
        Install again
      </a>
    );
  return (
    <>
      <a class="button" href={to('update')}>
        <Icon name="again" size={16} />
        Update
      </a>
      <a class="button danger" href={to('remove')}>
        <Icon name="cross" size={16} />
        Remove
      </a>
    </>
  );
}
