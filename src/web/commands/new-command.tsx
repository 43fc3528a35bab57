import { useMemo, useState } from 'preact/hooks';
import { formatParams } from '../../params/index.ts';
import { type Deployment, type List, listPath, type Plan, submitCommand, type User } from '../api.ts';
import { useSession } from '../session/index.ts';
import {
  CommandLine,
  Empty,
  Failure,
  Head,
  hrefOf,
  Icon,
  Loading,
  navigate,
  Refusal,
  RequestError,
  type Route,
  useResource,
} from '../shell/index.ts';
import { type FreePair, FreePairs } from './free-pairs.tsx';
import { ParameterField } from './parameter-field.tsx';
import { commandLine, faultOf, isKey, paramsToSend, readParams, startValues } from './params.ts';
import './commands.css';

const phases = ['install', 'update', 'remove'] as const;
type Phase = (typeof phases)[number];

/** The form that gives a command. What it is about stands in the address, so that a link can open it filled in. */
export function NewCommand({ query }: Route) {
  const plans = useResource<List<Plan>>(listPath('plan', { limit: 500 }));
  const list = plans.data?.objects;
  return (
    <>
      <Head
        title="New command"
        crumbs={
          <>
            <a href={hrefOf(['commands'])}>Commands</a> <span aria-hidden="true">/</span> <span>new</span>
          </>
        }
      />
      {list?.length === 0 ? (
        <div class="panel">
          <Empty icon="plans" title="No service is offered yet">
            A command is about a service. An administrator registers one with{' '}
            <code>cloudmgr createservice --specs FILE</code>.
          </Empty>
        </div>
      ) : list ? (
        <About plans={list} query={query} />
      ) : plans.error ? (
        <Failure error={plans.error} reload={plans.reload} />
      ) : (
        <Loading rows={4} />
      )}
    </>
  );
}

/** Which service, for whom, what to do; below it the parameters that belong to this choice. */
function About({ plans, query }: { plans: readonly Plan[]; query: URLSearchParams }) {
  const { user: self, role } = useSession();
  const users = useResource<List<User>>(role === 'admin' ? listPath('user', { limit: 500 }) : undefined);
  const plan = plans.find(({ name }) => name === query.get('offering')) ?? (plans[0] as Plan);
  const user = query.get('user') ?? self;
  const phase = phases.find((name) => name === query.get('phase')) ?? 'install';
  const mine = useResource<List<Deployment>>(listPath('deployment', { offering: plan.name, user, limit: 100 }));
  const there = mine.data?.objects.filter(({ status_name }) => status_name !== 'REMOVED') ?? [];
  const deployment = there.find(({ name }) => name === query.get('deployment')) ?? there[0];
  const to = (change: Record<string, string>) =>
    navigate(
      hrefOf(['commands', 'new'], {
        offering: plan.name,
        user,
        phase,
        deployment: query.get('deployment') ?? '',
        ...change,
      }),
      false,
    );

  return (
    <div class="form">
      <div class="panel panel-body form">
        <div class="columns">
          <div class="field">
            <label for="offering">Service</label>
            <select
              id="offering"
              class="input"
              value={plan.name}
              onChange={(event) => to({ offering: event.currentTarget.value, deployment: '' })}
            >
              {plans.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
            <span class="help">{plan.description}</span>
          </div>
          {role === 'admin' && (
            <div class="field">
              <label for="for-user">User</label>
              <select
                id="for-user"
                class="input"
                value={user}
                onChange={(event) => to({ user: event.currentTarget.value, deployment: '' })}
              >
                {[...new Set([user, ...(users.data?.objects.map(({ name }) => name) ?? [])])].sort().map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </div>
          )}
          <div class="field">
            <span class="label" id="phase-label">
              Do
            </span>
            <div class="choices" role="radiogroup" aria-labelledby="phase-label">
              {phases.map((name) => (
                <label key={name}>
                  <input
                    type="radio"
                    name="phase"
                    value={name}
                    checked={name === phase}
                    onChange={() => to({ phase: name })}
                  />
                  {name}
                </label>
              ))}
            </div>
          </div>
          {phase !== 'install' && there.length > 1 && deployment && (
            <div class="field">
              <label for="deployment">Deployment</label>
              <select
                id="deployment"
                class="input"
                value={deployment.name}
                onChange={(event) => to({ deployment: event.currentTarget.value })}
              >
                {there.map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </div>
          )}
        </div>
      </div>
      {mine.isLoading ? (
        <Loading rows={2} />
      ) : phase !== 'install' && !deployment ? (
        <div class="panel">
          <Empty
            icon="box"
            title={`${user} has no ${plan.name}`}
            actions={
              <button type="button" class="button" onClick={() => to({ phase: 'install' })}>
                Install it instead
              </button>
            }
          >
            There is nothing to {phase}.
          </Empty>
        </div>
      ) : (
        <Details
          key={`${plan.name} ${plan.version} ${user} ${phase} ${deployment?.id}`}
          plan={plan}
          user={user}
          phase={phase}
          deployment={phase === 'install' ? undefined : deployment}
          isOneOfMany={there.length > 1}
        />
      )}
    </div>
  );
}

interface DetailsProps {
  readonly plan: Plan;
  readonly user: string;
  readonly phase: Phase;
  readonly deployment: Deployment | undefined;
  readonly isOneOfMany: boolean;
}

function Details({ plan, user, phase, deployment, isOneOfMany }: DetailsProps) {
  const { user: self } = useSession();
  const set = useMemo(() => readParams(deployment?.params ?? ''), [deployment?.params]);
  const named = new Set(plan.parameters.map(({ name }) => name));
  const [values, setValues] = useState(() => startValues(plan.parameters, set));
  const [free, setFree] = useState<readonly FreePair[]>(() =>
    Object.entries(set).flatMap(([key, value]) => (named.has(key) ? [] : [{ key, value }])),
  );
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<RequestError>();
  // one submission however often it is tried
  const attempt = useMemo(randomText, []);

  const all = {
    ...pick(values, named),
    ...Object.fromEntries(free.flatMap(({ key, value }) => (isKey(key) ? [[key, value]] : []))),
  };
  const params = formatParams(paramsToSend(phase, all, set));
  const command = {
    offering: plan.name,
    user,
    phase,
    params,
    ...(deployment && isOneOfMany ? { deployment: deployment.name } : {}),
  };
  const isRemoval = phase === 'remove';
  const faults = isRemoval
    ? []
    : plan.parameters.filter((parameter) => faultOf(parameter, values[parameter.name] ?? ''));

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    const [first] = faults;
    if (first) return document.getElementById(`parameter-${first.name}`)?.focus();
    setBusy(true);
    setError(undefined);
    try {
      const { id } = await submitCommand(command, `${attempt}-${hashOf(command)}`);
      navigate(hrefOf(['commands', id]), false);
    } catch (refused) {
      setError(refused instanceof RequestError ? refused : new RequestError(0, 'Fault of the page', String(refused)));
      setBusy(false);
    }
  };

  return (
    <form class="give" onSubmit={submit} noValidate>
      <div class="panel panel-body form">
        {isRemoval ? (
          <p>
            This removes <strong>{deployment?.name}</strong> and what it has in the cluster.
          </p>
        ) : (
          <>
            {plan.parameters.map((parameter) => (
              <ParameterField
                key={parameter.name}
                parameter={parameter}
                value={values[parameter.name] ?? ''}
                fault={isTried ? faultOf(parameter, values[parameter.name] ?? '') : undefined}
                onChange={(value) => setValues({ ...values, [parameter.name]: value })}
              />
            ))}
            <FreePairs pairs={free} isAlone={plan.parameters.length === 0} onChange={setFree} />
          </>
        )}
        <Refusal error={error} />
        <div class="actions">
          <button type="submit" class={`button ${isRemoval ? 'danger' : 'main-one'}`} disabled={isBusy}>
            {isBusy && <Icon name="turning" size={16} class="turning" />}
            {`${phase.slice(0, 1).toUpperCase()}${phase.slice(1)} ${deployment?.name ?? plan.name}`}
          </button>
          <a class="button plain" href={hrefOf(['commands'])}>
            Never mind
          </a>
        </div>
      </div>
      <aside class="preview" aria-label="The same in a terminal">
        <h2 class="small soft">The same in a terminal</h2>
        <CommandLine text={commandLine(command, self)} />
      </aside>
    </form>
  );
}

function pick(values: Readonly<Record<string, string>>, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

/** A page that came by http from another machine has no crypto.randomUUID. */
function randomText(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Another command is another submission. */
function hashOf(command: unknown): string {
  let hash = 5381;
  for (const character of JSON.stringify(command)) hash = (hash * 33 + character.charCodeAt(0)) >>> 0;
  return hash.toString(16);
}
