import './releases.css';
import { useEffect } from 'preact/hooks';
import type { ReleaseList } from '../../server/index.ts';
import { Empty, Failure, Head, Loading, useRoute } from '../shell/index.ts';
import { Filters, isShown, readChoice } from './filters.tsx';
import { ReleaseRows } from './list.tsx';
import { useLive } from './live.ts';
import { Notices } from './notices.tsx';
import { ReleaseView } from './release/index.ts';

export interface ReleasesProps {
  /** Where the server has them: `./api/releases`. */
  readonly api: string;
  /** What follows `home` in the address: nothing, or namespace, name and part. */
  readonly route: readonly string[];
  /** Where in the page this view hangs. */
  readonly home: readonly string[];
  /** Told whether changes arrive. */
  readonly onLive?: (isLive: boolean) => void;
}

export function Releases(props: ReleasesProps) {
  const [namespace, name, part] = props.route;
  if (namespace === undefined || name === undefined) return <AllReleases {...props} />;
  return <ReleaseView key={`${namespace}/${name}`} {...props} place={{ namespace, name }} part={part} />;
}

function AllReleases({ api, home, onLive }: ReleasesProps) {
  const { query } = useRoute();
  const { data, error, isLive } = useLive<ReleaseList>(api, 'releases');
  useEffect(() => onLive?.(isLive), [isLive]);
  const choice = readChoice(query);
  const shown = (data?.objects ?? []).filter((line) => isShown(line, choice));
  return (
    <>
      <Head title="Releases" />
      <Filters home={home} choice={choice} releases={data?.objects ?? []} />
      {data && <Notices notices={data.notices} error={error} />}
      {data ? <Listed home={home} shown={shown} total={data.objects.length} /> : <Waiting error={error} />}
    </>
  );
}

function Listed({ home, shown, total }: { home: readonly string[]; shown: ReleaseList['objects']; total: number }) {
  if (shown.length > 0) return <ReleaseRows releases={shown} home={home} />;
  return (
    <div class="panel">
      {total > 0 ? (
        <Empty icon="search" title="Nothing fits">
          No release has this name or is in this state.
        </Empty>
      ) : (
        <Empty icon="releases" title="There is no release">
          As soon as an operator or helm has installed one it shows here, by itself.
        </Empty>
      )}
    </div>
  );
}

/** The releases of one deployment of the cloud manager, each with a way to its own view. */
export function DeploymentReleases({ api, home }: Pick<ReleasesProps, 'api' | 'home'>) {
  const { data, error } = useLive<ReleaseList>(api, 'releases');
  if (!data) return <Waiting error={error} rows={2} />;
  return (
    <>
      <Notices notices={data.notices} error={error} />
      {data.objects.length > 0 ? (
        <ReleaseRows releases={data.objects} home={home} />
      ) : (
        <p class="panel panel-body soft">This deployment has no release on the cluster.</p>
      )}
    </>
  );
}

function Waiting({ error, rows = 6 }: { error: Parameters<typeof Failure>[0]['error'] | undefined; rows?: number }) {
  return error ? <Failure error={error} /> : <Loading rows={rows} />;
}
