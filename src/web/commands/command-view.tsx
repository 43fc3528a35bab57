import { useState } from 'preact/hooks';
import { type Command, cancelCommand, isOver, restartCommand, type Task } from '../api.ts';
import {
  Ago,
  Empty,
  Failure,
  Head,
  hrefOf,
  Icon,
  Loading,
  RequestError,
  type Route,
  StateBadge,
  Took,
  tell,
} from '../shell/index.ts';
import { ParamList } from './param-list.tsx';
import { type Run, useRun } from './run.ts';
import { Screen } from './screen.tsx';
import { Steps } from './steps.tsx';
import './commands.css';

/** One command: what it is, the tasks that do it, and the output of one of them. */
export function CommandView({ path, query }: Route) {
  const id = Number(path[1]);
  const run = useRun(id);
  const { command } = run;
  return (
    <>
      <Head
        title={command ? `${command.phase} ${command.offering}` : `Command ${id}`}
        crumbs={
          <>
            <a href={hrefOf(['commands'])}>Commands</a> <span aria-hidden="true">/</span>{' '}
            <span class="number">#{id}</span>
          </>
        }
        badge={command && <StateBadge state={command.status_name} />}
        actions={command && <Actions key={command.id} command={command} reload={run.reload} />}
      />
      {command ? (
        <Loaded run={run} command={command} chosen={Number(query.get('task'))} />
      ) : run.error ? (
        <Failure error={run.error} reload={run.reload} />
      ) : (
        <Loading rows={3} />
      )}
    </>
  );
}

function Loaded({ run, command, chosen }: { run: Run; command: Command; chosen: number }) {
  const task = run.tasks.find(({ id }) => id === chosen) ?? mostTelling(run.tasks);
  return (
    <>
      {command.status_name === 'FAILED' && command.status_message && (
        <div class="alert why">
          <Icon name="warning" />
          <p>{command.status_message}</p>
        </div>
      )}
      <Facts command={command} />
      {task ? (
        <div class="run">
          <Steps command={command} tasks={run.tasks} shown={task} />
          <Screen key={task.id} task={task} live={run.lines.get(task.id)} />
        </div>
      ) : (
        <div class="panel section">
          <Empty icon="clock" title={isOver(command) ? 'It came to no task' : 'It waits for a worker'}>
            {isOver(command)
              ? command.status_message
              : `Its tasks show here as soon as a worker has picked it. ${command.status_message}`}
          </Empty>
        </div>
      )}
    </>
  );
}

function Facts({ command }: { command: Command }) {
  const { offering, user } = command;
  return (
    <div class="panel panel-body">
      <dl class="facts">
        <div>
          <dt>User</dt>
          <dd>{command.user}</dd>
        </div>
        <div>
          <dt>Deployment</dt>
          <dd>
            {command.deployment ? (
              <a href={hrefOf(['deployments'], { offering, user, name: command.deployment })}>{command.deployment}</a>
            ) : (
              <span class="soft">none</span>
            )}
          </dd>
        </div>
        <div>
          <dt>Given</dt>
          <dd>
            <Ago at={command.created} />
          </dd>
        </div>
        <div>
          <dt>{isOver(command) ? 'Took' : 'For'}</dt>
          <dd>
            <Took from={command.created} until={isOver(command) ? command.updated : null} />
          </dd>
        </div>
        <div class="wide">
          <dt>Parameters</dt>
          <dd>
            <ParamList params={command.params} />
          </dd>
        </div>
      </dl>
    </div>
  );
}

function Actions({ command, reload }: { command: Command; reload: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const act = async (does: (id: number) => Promise<Command>, done: string) => {
    setBusy(true);
    try {
      await does(command.id);
      tell('good', done);
    } catch (error) {
      tell('bad', error instanceof RequestError ? error.message : String(error));
    }
    setBusy(false);
    reload();
  };
  return (
    <>
      {!isOver(command) && (
        <button
          type="button"
          class="button danger"
          disabled={isBusy}
          onClick={() => act(cancelCommand, 'The command is being cancelled.')}
        >
          <Icon name="stop" size={16} />
          Cancel
        </button>
      )}
      {command.status_name === 'FAILED' && (
        <button
          type="button"
          class="button main-one"
          disabled={isBusy}
          onClick={() => act(restartCommand, 'The command goes on from the task that failed.')}
        >
          <Icon name="again" size={16} />
          Restart
        </button>
      )}
    </>
  );
}

/** The one that runs, else the one that failed, else the last that did something. */
function mostTelling(tasks: readonly Task[]): Task | undefined {
  const doing = tasks.filter(({ kind }) => kind !== 'dispatch');
  return (
    tasks.find(({ status_name }) => status_name === 'PENDING') ??
    tasks.find(({ status_name }) => status_name === 'FAILED') ??
    doing.findLast(({ status_name }) => status_name !== 'INITIATED') ??
    doing[0] ??
    tasks[0]
  );
}
