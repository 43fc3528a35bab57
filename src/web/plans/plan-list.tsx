import type { Plan } from '../api.ts';
import { listPath } from '../api.ts';
import { useLiveList } from '../live/index.ts';
import { useSession } from '../session/index.ts';
import { CommandLine, Empty, Failure, Head, hrefOf, Icon, Loading } from '../shell/index.ts';
import { PlanSteps } from './plan-steps.tsx';
import './plans.css';

const register = 'cloudmgr createservice --specs services/hello-service.yml';

export function PlanList() {
  const isAdmin = useSession().role === 'admin';
  const list = useLiveList<Plan>(listPath('plan', { limit: 500 }), 'plan');
  return (
    <>
      <Head title="Services" />
      {list.data && list.data.objects.length > 0 ? (
        <ul class="plans">
          {list.data.objects.map((plan) => (
            <li key={plan.id} class="panel plan">
              <PlanCard plan={plan} isAdmin={isAdmin} />
            </li>
          ))}
        </ul>
      ) : list.data ? (
        <div class="panel">
          <Empty icon="plans" title="No service is offered yet" actions={isAdmin && <CommandLine text={register} />}>
            {isAdmin
              ? 'A service is a file with the steps that install, update and remove it. Register the first one:'
              : 'An administrator registers what users may install.'}
          </Empty>
        </div>
      ) : list.error ? (
        <Failure error={list.error} reload={list.reload} />
      ) : (
        <Loading rows={4} />
      )}
    </>
  );
}

function PlanCard({ plan, isAdmin }: { plan: Plan; isAdmin: boolean }) {
  const { deployments, concurrency } = plan.limits;
  return (
    <>
      <div class="plan-head">
        <h2 class="cut">{plan.name}</h2>
        <a class="button" href={hrefOf(['commands', 'new'], { offering: plan.name, phase: 'install' })}>
          <Icon name="plus" size={16} />
          Install<span class="unseen"> {plan.name}</span>
        </a>
      </div>
      <p class="about">{plan.description || <span class="soft">No description.</span>}</p>
      <p class="small soft">
        {deployments} for each user
        {concurrency ? `, ${concurrency} ${concurrency === 1 ? 'command' : 'commands'} at a time` : ''}
        {' · '}
        <a href={hrefOf(['deployments'], { offering: plan.name })}>deployments</a>
      </p>
      {plan.parameters.length > 0 && (
        <ul class="param-list" aria-label="Parameters">
          {plan.parameters.map(({ name }) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      )}
      {isAdmin && <PlanSteps plan={plan} />}
    </>
  );
}
