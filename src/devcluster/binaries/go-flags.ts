/** The versions that programs show have to be told at link time, where a release is told them by its makefile. */
export function linkerFlags(kubernetesVersion: string, module: string): string {
  const sets = [...kubernetesSets(kubernetesVersion), ...(module.startsWith('helm') ? helmSets : [])];
  return ['-s', '-w', ...sets.map((set) => `-X ${set}`)].join(' ');
}

/** What `kubectl version` and Capabilities.KubeVersion show. */
function kubernetesSets(version: string): string[] {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version) ?? [];
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((target) =>
    Object.entries(values).map(([name, value]) => `${target}.${name}=${value}`),
  );
}

/** As Helm's own releases of this pin: without them it takes itself for v3.21 and every cluster for Kubernetes 1.20. */
const helmSets = [
  'helm.sh/helm/v3/internal/version.version=v3.21.4',
  'helm.sh/helm/v3/internal/version.gitTreeState=clean',
  'helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1',
  'helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=36',
  'helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor=1',
  'helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor=36',
];
