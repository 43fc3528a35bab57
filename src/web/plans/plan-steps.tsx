import { useState } from 'preact/hooks';
import { type Configuration, type List, listPath, type Plan } from '../api.ts';
import { useResource } from '../shell/index.ts';

/** For those who run the service: its steps and environment, asked for when they are opened. */
export function PlanSteps({ plan }: { plan: Plan }) {
  const [isOpen, setOpen] = useState(false);
  const list = useResource<List<Configuration>>(isOpen ? listPath('configuration', { plan: plan.name }) : undefined);
  const current = list.data?.objects.find(({ is_current }) => is_current) ?? list.data?.objects[0];
  return (
    <details class="small" onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>
        Steps<span class="unseen"> of {plan.name}</span>, version {plan.version}
      </summary>
      {list.error && <p class="soft">{list.error.message}</p>}
      {list.isLoading && <span class="bone" />}
      {current && (
        <ol class="plan-steps">
          {current.steps.map(({ task, params, name }, index) => (
            <li key={`${index} ${task}`}>
              <b>{name ?? task}</b> <code>{params.trim()}</code>
            </li>
          ))}
          {Object.entries(current.env).map(([key, value]) => (
            <li key={key} class="soft">
              <code>
                {key}={value}
              </code>
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
