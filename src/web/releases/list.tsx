import type { ReleaseLine } from '../../server/index.ts';
import { Ago, hrefOf } from '../shell/index.ts';
import { HealthSign } from './health.tsx';

export function ReleaseRows({ releases, home }: { releases: readonly ReleaseLine[]; home: readonly string[] }) {
  return (
    <div class="panel release-rows">
      <div class="row-head" aria-hidden="true">
        <span />
        <span>Release</span>
        <span>Namespace</span>
        <span>Status</span>
        <span>Ready</span>
        <span class="end">Updated</span>
      </div>
      <ul class="rows">
        {releases.map((line) => (
          <li key={`${line.namespace}/${line.name}`}>
            <Row line={line} href={hrefOf([...home, line.namespace, line.name])} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Row({ line, href }: { line: ReleaseLine; href: string }) {
  const { name, namespace, owner, status, revision, ready, objects, health, updated } = line;
  return (
    <a class="row" href={href}>
      <HealthSign health={health} size={18} />
      <span class="cut">
        <strong>{name}</strong>
        <span class="owner soft small cut">{owner ? `${owner.kind} ${owner.name}` : 'installed by hand'}</span>
      </span>
      <span class="cut where">{namespace}</span>
      <span class="small what">
        {status}
        {revision > 0 && <span class="soft number"> · revision {revision}</span>}
      </span>
      <Ready ready={ready} objects={objects} isGood={health === 'Current'} />
      <span class="end small soft when">
        <Ago at={updated} />
      </span>
    </a>
  );
}

function Ready({ ready, objects, isGood }: { ready: number; objects: number; isGood: boolean }) {
  if (objects === 0) return <span class="soft small ready">–</span>;
  return (
    <span class="ready">
      <span class="small number">
        {ready}/{objects}
        <span class="unseen"> objects ready</span>
      </span>
      <progress class={isGood ? 'good' : 'busy'} value={ready} max={objects} aria-hidden="true" tabIndex={-1} />
    </span>
  );
}
