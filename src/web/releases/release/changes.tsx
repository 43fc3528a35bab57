import type { ReleaseDetail, ReleaseDiff, RevisionList } from '../../../server/index.ts';
import { Empty, Failure, hrefOf, Loading, navigate, useResource, useRoute } from '../../shell/index.ts';
import { DiffText } from './diff-text.tsx';

interface ChangesProps {
  readonly path: string;
  readonly own: readonly string[];
  readonly release: ReleaseDetail;
}

/** What differs between two revisions, or between one and the cluster as it is. */
export function Changes({ path, own, release }: ChangesProps) {
  const { query } = useRoute();
  const history = useResource<RevisionList>(`${path}/history`);
  const revisions = history.data?.objects.map(({ revision }) => revision) ?? [];
  const previous = revisions.findLast((revision) => revision < release.revision);
  const from = query.get('from') ?? String(previous ?? release.revision);
  const to = query.get('to') ?? (previous === undefined ? 'live' : String(release.revision));
  const isReady = history.data !== undefined && revisions.length > 0;
  const diff = useResource<ReleaseDiff>(isReady ? `${path}/diff?${new URLSearchParams({ from, to })}` : undefined);
  const go = (change: { from?: string; to?: string }) =>
    navigate(hrefOf([...own, 'changes'], { from, to, ...change }), false);
  if (history.error) return <Failure error={history.error} reload={history.reload} />;
  if (!history.data) return <Loading rows={4} />;
  if (!isReady) {
    return (
      <div class="panel">
        <Empty icon="copy" title="Nothing to compare">
          There is no revision yet.
        </Empty>
      </div>
    );
  }
  const options = revisions.toReversed().map((revision) => (
    <option key={revision} value={revision}>
      revision {revision}
    </option>
  ));
  return (
    <>
      <div class="filters">
        <label class="pick">
          From
          <select class="input filter" value={from} onChange={(event) => go({ from: event.currentTarget.value })}>
            {options}
          </select>
        </label>
        <label class="pick">
          to
          <select class="input filter" value={to} onChange={(event) => go({ to: event.currentTarget.value })}>
            <option value="live">the cluster as it is</option>
            {options}
          </select>
        </label>
        {to === 'live' && (
          <button type="button" class="button" onClick={diff.reload}>
            Look again
          </button>
        )}
      </div>
      {diff.error ? (
        <Failure error={diff.error} reload={diff.reload} />
      ) : diff.data ? (
        <Differences diff={diff.data} />
      ) : (
        <Loading rows={4} />
      )}
    </>
  );
}

function Differences({ diff: { from, to, objects, values } }: { diff: ReleaseDiff }) {
  const isLive = to === 'live';
  if (objects.length === 0 && !values) {
    return (
      <div class="panel">
        <Empty icon="check" title="No difference">
          {isLive
            ? `The cluster is as revision ${from} has it.`
            : `Revisions ${from} and ${to} have the same objects and values.`}
        </Empty>
      </div>
    );
  }
  return (
    <div class="changes">
      {isLive && <p class="soft small">What would change if the cluster were put back to revision {from}.</p>}
      {values && <DiffText title="Values" did="changed" text={values} />}
      {objects.map((change) => (
        <DiffText
          key={`${change.group}/${change.kind}/${change.namespace}/${change.name}`}
          title={`${change.kind} ${change.namespace ? `${change.namespace}/` : ''}${change.name}`}
          did={(isLive ? future : past)[change.does]}
          {...(change.diff === undefined ? {} : { text: change.diff })}
          {...(change.error === undefined ? {} : { error: change.error })}
        />
      ))}
    </div>
  );
}

const past = { create: 'new', change: 'changed', recreate: 'made anew', delete: 'gone', refused: 'refused' } as const;
const future = {
  create: 'to be created',
  change: 'to be changed',
  recreate: 'to be made anew',
  delete: 'to be deleted',
  refused: 'refused by the API server',
} as const;
