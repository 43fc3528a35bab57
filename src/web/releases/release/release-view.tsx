import { useEffect } from 'preact/hooks';
import type { Place, ReleaseDetail } from '../../../server/index.ts';
import { Ago, Failure, Head, hrefOf, Icon, type IconName, Loading } from '../../shell/index.ts';
import { HealthBadge } from '../health.tsx';
import { useLive } from '../live.ts';
import { Notices } from '../notices.tsx';
import { Changes } from './changes.tsx';
import { History } from './history.tsx';
import { Objects } from './objects.tsx';

interface ReleaseViewProps {
  readonly api: string;
  readonly home: readonly string[];
  readonly place: Place;
  readonly part: string | undefined;
  readonly onLive?: (isLive: boolean) => void;
}

const parts: readonly { readonly part: string; readonly label: string; readonly icon: IconName }[] = [
  { part: '', label: 'Objects', icon: 'releases' },
  { part: 'history', label: 'History', icon: 'clock' },
  { part: 'changes', label: 'Changes', icon: 'copy' },
];

export function ReleaseView({ api, home, place, part = '', onLive }: ReleaseViewProps) {
  const { namespace, name } = place;
  const own = [...home, namespace, name];
  const path = `${api}/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  const { data, error, isLive } = useLive<ReleaseDetail>(path, 'release');
  useEffect(() => onLive?.(isLive), [isLive]);
  const isGone = error?.status === 404;
  return (
    <>
      <Head
        title={name}
        crumbs={<Crumbs home={home} place={place} />}
        badge={data && !isGone && <HealthBadge health={data.health} />}
      />
      {data && !isGone ? (
        <>
          <Facts release={data} />
          <Notices notices={data.notices} error={error} />
          <LastError release={data} />
          <nav class="parts" aria-label="Of this release">
            {parts.map(({ part: one, label, icon }) => (
              <a key={one} href={hrefOf(one ? [...own, one] : own)} aria-current={one === part ? 'page' : undefined}>
                <Icon name={icon} size={16} />
                {label}
              </a>
            ))}
          </nav>
          {part === 'history' && <History path={path} own={own} release={data} />}
          {part === 'changes' && <Changes path={path} own={own} release={data} />}
          {part === '' && <Objects release={data} />}
        </>
      ) : error ? (
        <Failure error={error} />
      ) : (
        <Loading rows={8} />
      )}
    </>
  );
}

function Crumbs({ home, place }: { home: readonly string[]; place: Place }) {
  return (
    <>
      <a href={hrefOf(home)}>Releases</a>
      <span aria-hidden="true">/</span>
      <a href={hrefOf(home, { namespace: place.namespace })}>{place.namespace}</a>
    </>
  );
}

function Facts({ release }: { release: ReleaseDetail }) {
  const { chart, revision, status, owner, ready, objects, updated, description } = release;
  return (
    <dl class="facts panel panel-body">
      <div>
        <dt>Chart</dt>
        <dd>{chart ?? '–'}</dd>
      </div>
      <div>
        <dt>Owner</dt>
        <dd>{owner ? `${owner.kind} ${owner.name}` : 'installed by hand'}</dd>
      </div>
      <div>
        <dt>Status</dt>
        <dd>
          {status}
          {revision > 0 && `, revision ${revision}`}
          {description && <span class="small soft said">{description}</span>}
        </dd>
      </div>
      <div>
        <dt>Ready</dt>
        <dd class="number">{objects === 0 ? '–' : `${ready} of ${objects} objects`}</dd>
      </div>
      <div>
        <dt>Updated</dt>
        <dd>
          <Ago at={updated} />
        </dd>
      </div>
    </dl>
  );
}

/** What the operator says went wrong last, with what to do about it. */
function LastError({ release: { lastError } }: { release: ReleaseDetail }) {
  if (!lastError) return null;
  return (
    <div class="alert last-error" role="alert">
      <Icon name="warning" />
      <div>
        <p>
          <strong>{lastError.reason || lastError.condition}</strong>: {lastError.message}
        </p>
        {lastError.hint && <p class="soft">Hint: {lastError.hint}</p>}
      </div>
    </div>
  );
}
