import { useEffect } from 'preact/hooks';
import type { ReleaseDetail, RevisionList } from '../../../server/index.ts';
import {
  Ago,
  Badge,
  Empty,
  Failure,
  hrefOf,
  type IconName,
  Loading,
  type Tone,
  useResource,
} from '../../shell/index.ts';

interface HistoryProps {
  readonly path: string;
  readonly own: readonly string[];
  readonly release: ReleaseDetail;
}

/** The revisions, newest first, each with the way to what it changed. */
export function History({ path, own, release }: HistoryProps) {
  const { data, error, reload } = useResource<RevisionList>(`${path}/history`);
  useEffect(() => reload(), [release.revision, release.status]);
  if (!data) return error ? <Failure error={error} reload={reload} /> : <Loading rows={4} />;
  if (data.objects.length === 0) {
    return (
      <div class="panel">
        <Empty icon="clock" title="No revision yet">
          Nothing has been installed so far.
        </Empty>
      </div>
    );
  }
  const revisions = data.objects.toReversed();
  return (
    <ol class="panel rows revisions">
      {revisions.map(({ revision, status, chart, app_version, description, updated }, index) => {
        const before = revisions[index + 1];
        return (
          <li key={revision} class="row">
            <strong class="number">{revision}</strong>
            <span>
              <StatusBadge status={status} />
            </span>
            <span class="cut">
              {chart}
              {app_version && <span class="soft small"> app {app_version}</span>}
              <span class="owner soft small">{description}</span>
            </span>
            <span class="small soft">
              <Ago at={updated} />
            </span>
            <span class="end">
              {before && (
                <a href={hrefOf([...own, 'changes'], { from: String(before.revision), to: String(revision) })}>
                  What changed<span class="unseen"> with revision {revision}</span>
                </a>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Helm's words. */
function StatusBadge({ status }: { status: string }) {
  const [tone, icon]: [Tone, IconName] =
    status === 'deployed'
      ? ['good', 'check']
      : status === 'failed'
        ? ['bad', 'cross']
        : status.startsWith('pending') || status === 'uninstalling'
          ? ['busy', 'turning']
          : ['idle', 'dash'];
  return (
    <Badge tone={tone} icon={icon} isTurning={icon === 'turning'}>
      {status}
    </Badge>
  );
}
