import { type Command, listPath } from '../api.ts';
import { FilterBar, readFilters } from '../filters.tsx';
import { useLiveList } from '../live/index.ts';
import { Paging } from '../paging.tsx';
import { Empty, Failure, Head, hrefOf, Icon, Loading, type Route } from '../shell/index.ts';
import { CommandRows } from './command-rows.tsx';

const path = ['commands'];
const pageSize = 25;

export function CommandList({ query }: Route) {
  const filters = readFilters(query);
  const page = Math.max(1, Number(query.get('page')) || 1);
  const list = useLiveList<Command>(
    listPath('command', { ...filters, limit: pageSize, offset: (page - 1) * pageSize }),
    'command',
    (command) => isAmong(command, filters) && page === 1,
  );
  return (
    <>
      <Head title="Commands" actions={<NewCommandLink />} />
      <FilterBar path={path} filters={filters} />
      <Listed list={list} isNarrow={Object.keys(filters).length > 0} />
      <Paging list={list.data} path={path} query={filters} what={['command', 'commands']} />
    </>
  );
}

function Listed({ list, isNarrow }: { list: ReturnType<typeof useLiveList<Command>>; isNarrow: boolean }) {
  if (list.data && list.data.objects.length > 0) return <CommandRows commands={list.data.objects} />;
  if (list.data)
    return (
      <div class="panel">
        {isNarrow ? (
          <Empty icon="search" title="Nothing fits">
            No command is in this state, of this service or by this user.
          </Empty>
        ) : (
          <Empty icon="commands" title="No command was given yet" actions={<NewCommandLink />}>
            A command installs a service for a user, updates it or removes it. Each shows here, with what it does as it
            does it.
          </Empty>
        )}
      </div>
    );
  return list.error ? <Failure error={list.error} reload={list.reload} /> : <Loading rows={8} />;
}

function NewCommandLink() {
  return (
    <a class="button main-one" href={hrefOf(['commands', 'new'])}>
      <Icon name="plus" size={16} />
      New command
    </a>
  );
}

function isAmong(command: Command, { status, offering, user }: ReturnType<typeof readFilters>): boolean {
  return (
    (!status || command.status_name === status) &&
    (!offering || command.offering === offering) &&
    (!user || command.user === user)
  );
}
