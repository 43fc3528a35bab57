import { useEffect } from 'preact/hooks';
import { type Deployment, listPath } from '../api.ts';
import { FilterBar, readFilters } from '../filters.tsx';
import { useLiveList } from '../live/index.ts';
import { Paging } from '../paging.tsx';
import { useSession } from '../session/index.ts';
import { Ago, Empty, Failure, Head, hrefOf, Icon, Loading, navigate, type Route, StateBadge } from '../shell/index.ts';
import './deployments.css';

const path = ['deployments'];
const pageSize = 25;

export function DeploymentList({ query }: Route) {
  const filters = readFilters(query);
  const name = query.get('name') ?? undefined;
  const page = Math.max(1, Number(query.get('page')) || 1);
  const list = useLiveList<Deployment>(
    listPath('deployment', { ...filters, limit: pageSize, offset: (page - 1) * pageSize }),
    'deployment',
  );
  // a command knows the name of its deployment, not the id
  const only = name ? list.data?.objects.find((deployment) => deployment.name === name) : undefined;
  useEffect(() => {
    if (only) navigate(hrefOf(['deployments', only.id]), false);
  }, [only]);
  const isNarrow = Object.keys(filters).length > 0;
  return (
    <>
      <Head title="Deployments" />
      <FilterBar path={path} filters={filters} />
      {list.data && list.data.objects.length > 0 ? (
        <Rows deployments={list.data.objects} />
      ) : list.data ? (
        <div class="panel">
          <Empty
            icon={isNarrow ? 'search' : 'deployments'}
            title={isNarrow ? 'Nothing fits' : 'Nothing is deployed yet'}
            actions={!isNarrow && <PlansLink />}
          >
            {isNarrow
              ? 'No deployment is in this state, of this service or of this user.'
              : 'A deployment is what a user has of a service. The first install makes the first one.'}
          </Empty>
        </div>
      ) : list.error ? (
        <Failure error={list.error} reload={list.reload} />
      ) : (
        <Loading rows={6} />
      )}
      <Paging list={list.data} path={path} query={filters} what={['deployment', 'deployments']} />
    </>
  );
}

function Rows({ deployments }: { deployments: readonly Deployment[] }) {
  const isAdmin = useSession().role === 'admin';
  return (
    <div class={`panel deployment-rows ${isAdmin ? 'of-all' : ''}`}>
      <div class="row-head" aria-hidden="true">
        <span>Deployment</span>
        {isAdmin && <span>User</span>}
        <span>Parameters</span>
        <span>State</span>
        <span class="end">Changed</span>
      </div>
      <ul class="rows">
        {deployments.map((deployment) => (
          <li key={deployment.id}>
            <a class="row" href={hrefOf(['deployments', deployment.id])}>
              <span class="what cut">
                <strong>{deployment.name}</strong>
              </span>
              {isAdmin && <span class="who cut">{deployment.user}</span>}
              <span class="params mono soft cut">{deployment.params}</span>
              <span class="state">
                <StateBadge state={deployment.status_name} />
              </span>
              <span class="when end soft cut">
                <Ago at={deployment.updated} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function PlansLink() {
  return (
    <a class="button main-one" href={hrefOf(['services'])}>
      <Icon name="plans" size={16} />
      See the services
    </a>
  );
}
