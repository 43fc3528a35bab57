import { type Command, isOver } from '../api.ts';
import { useSession } from '../session/index.ts';
import { Ago, hrefOf, StateBadge, Took } from '../shell/index.ts';
import './commands.css';

/** Commands as rows, newest first. */
export function CommandRows({ commands }: { commands: readonly Command[] }) {
  const isAdmin = useSession().role === 'admin';
  return (
    <div class={`panel command-rows ${isAdmin ? 'of-all' : ''}`}>
      <div class="row-head" aria-hidden="true">
        <span>Command</span>
        {isAdmin && <span>User</span>}
        <span>Parameters</span>
        <span>State</span>
        <span class="end">Took</span>
        <span class="end">Given</span>
      </div>
      <ul class="rows">
        {commands.map((command) => (
          <li key={command.id}>
            <CommandRow command={command} isAdmin={isAdmin} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function CommandRow({ command, isAdmin }: { command: Command; isAdmin: boolean }) {
  return (
    <a class="row" href={hrefOf(['commands', command.id])}>
      <span class="what cut">
        <span class="soft number">#{command.id} </span>
        <strong>
          {command.phase} {command.offering}
        </strong>
      </span>
      {isAdmin && <span class="who cut">{command.user}</span>}
      <span class="params mono soft cut">{command.params}</span>
      <span class="state">
        <StateBadge state={command.status_name} />
      </span>
      <span class="took end soft">
        <Took from={command.created} until={isOver(command) ? command.updated : null} />
      </span>
      <span class="when end soft cut">
        <Ago at={command.created} />
      </span>
    </a>
  );
}
