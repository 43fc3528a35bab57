import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { Loading, type Route } from '../shell/index.ts';

type Part = typeof import('../releases/index.ts');

/** The releases of a deployment, as rows of its page. */
export function ReleasesOf({ id }: { id: number }) {
  const part = useReleases();
  return part ? <part.DeploymentReleases api={pathOf(id)} home={homeOf(id)} /> : <Loading rows={1} />;
}

/** What lies behind these rows: a release with its tree, history and changes. */
export function DeploymentRelease({ path }: Route) {
  const part = useReleases();
  const id = Number(path[1]);
  return part ? <part.Releases api={pathOf(id)} home={homeOf(id)} route={path.slice(3)} /> : <Loading rows={3} />;
}

/** What watches a cluster is loaded when somebody looks at one. */
function useReleases(): Part | undefined {
  const [part, setPart] = useState<Part>();
  useEffect(() => {
    let isShown = true;
    void import('../releases/index.ts').then((loaded) => {
      if (isShown) setPart(loaded);
    });
    return () => {
      isShown = false;
    };
  }, []);
  return part;
}

function pathOf(id: number): string {
  return `${api}/service/deployment/${id}/releases`;
}

function homeOf(id: number): readonly string[] {
  return ['deployments', String(id), 'releases'];
}
