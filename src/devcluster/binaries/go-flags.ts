/** The version that `kubectl version` and Capabilities.KubeVersion show has to be told at link time. */
export function linkerFlags(kubernetesVersion: string): string {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(kubernetesVersion) ?? [];
  const values = { gitVersion: kubernetesVersion, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const sets = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((target) =>
    Object.entries(values).map(([name, value]) => `-X ${target}.${name}=${value}`),
  );
  return ['-s', '-w', ...sets].join(' ');
}
