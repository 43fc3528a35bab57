import type { List, Plan, StateName, User } from './api.ts';
import { listPath } from './api.ts';
import { useSession } from './session/index.ts';
import { hrefOf, navigate, useResource } from './shell/index.ts';

const filterNames = ['status', 'offering', 'user'] as const;
export type Filters = Readonly<Partial<Record<(typeof filterNames)[number], string>>>;

const states: readonly StateName[] = ['INITIATED', 'PENDING', 'COMPLETED', 'FAILED', 'REMOVED'];

export function readFilters(query: URLSearchParams): Filters {
  return Object.fromEntries(
    filterNames.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : [])),
  ) as Filters;
}

/** What narrows a list; it stands in the address, so that a narrowed list can be kept and sent on. */
export function FilterBar({ path, filters }: { path: readonly string[]; filters: Filters }) {
  const { role } = useSession();
  const plans = useResource<List<Plan>>(listPath('plan', { limit: 500 }));
  const users = useResource<List<User>>(role === 'admin' ? listPath('user', { limit: 500 }) : undefined);
  const choose = (name: string) => (event: Event) => {
    navigate(hrefOf(path, { ...filters, [name]: (event.currentTarget as HTMLSelectElement).value }), false);
  };
  const isNarrow = Object.keys(filters).length > 0;
  return (
    <search class="filters" aria-label="Narrow the list">
      <Choice
        label="State"
        any="Any state"
        value={filters.status}
        choices={states}
        shown={titled}
        onChange={choose('status')}
      />
      <Choice
        label="Service"
        any="Any service"
        value={filters.offering}
        choices={namesOf(plans.data)}
        onChange={choose('offering')}
      />
      {role === 'admin' && (
        <Choice
          label="User"
          any="Any user"
          value={filters.user}
          choices={namesOf(users.data)}
          onChange={choose('user')}
        />
      )}
      {isNarrow && (
        <a class="button plain" href={hrefOf(path)}>
          Show all
        </a>
      )}
    </search>
  );
}

function Choice(props: {
  label: string;
  any: string;
  value: string | undefined;
  choices: readonly string[];
  shown?: (choice: string) => string;
  onChange: (event: Event) => void;
}) {
  const { label, any, value = '', shown = (choice) => choice } = props;
  // chosen before its choices are known, or no longer among them
  const choices = value === '' || props.choices.includes(value) ? props.choices : [value, ...props.choices];
  return (
    <select class="input filter" aria-label={label} value={value} onChange={props.onChange}>
      <option value="">{any}</option>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {shown(choice)}
        </option>
      ))}
    </select>
  );
}

function namesOf(list: List<{ readonly name: string }> | undefined): readonly string[] {
  return list?.objects.map(({ name }) => name) ?? [];
}

function titled(state: string): string {
  return state.slice(0, 1) + state.slice(1).toLowerCase();
}
