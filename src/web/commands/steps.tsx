import { type Command, isOver, type Task } from '../api.ts';
import { hrefOf, StateSign, Took } from '../shell/index.ts';

/** The tasks of a command in their order; each shows its output beside the list. */
export function Steps({ command, tasks, shown }: { command: Command; tasks: readonly Task[]; shown: Task }) {
  return (
    <nav class="panel" aria-label="Tasks">
      <ol class="steps">
        {tasks.map((task) => (
          <li key={task.id}>
            <a
              class={isDispatch(task) ? 'low' : ''}
              href={hrefOf(['commands', command.id], { task: String(task.id) })}
              aria-current={task.id === shown.id ? 'true' : undefined}
            >
              <StateSign state={task.status_name} />
              <span class="cut">
                {isDispatch(task) ? <span class="small soft">dispatch</span> : task.name}
                {detailOf(task) && (
                  <span class="detail cut" title={detailOf(task)}>
                    {detailOf(task)}
                  </span>
                )}
              </span>
              <span class="small soft">
                {task.started && (
                  <Took from={task.started} until={isOver(task) ? (task.ended ?? task.updated) : null} />
                )}
              </span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function detailOf(task: Task): string {
  if (task.status_name === 'FAILED') return task.status_message || 'failed';
  // the line that is run; the screen has the rest
  return isDispatch(task) ? '' : (task.params.split('\n', 1)[0] ?? '');
}

function isDispatch({ kind }: Task): boolean {
  return kind === 'dispatch';
}
