import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

export interface GivenCluster {
  readonly kubeconfig: string;
  readonly auditLog: string;
}

/**
 * The cluster of `.testenv`, which `capstan testctl test` and editors put into the environment; undefined: tests start one of
 * their own. It is an environment of ours: its audit log lies beside its kubeconfig's folder.
 */
export function givenCluster(env: NodeJS.ProcessEnv): GivenCluster | undefined {
  const kubeconfig = env['KNIT_TEST_KUBECONFIG'];
  if (!kubeconfig) return undefined;
  const context = env['KNIT_TEST_KUBECTX'];
  const current = (parse(readFileSync(kubeconfig, 'utf8')) as { 'current-context'?: string })['current-context'];
  if (context && context !== current) {
    throw new Error(`KNIT_TEST_KUBECTX is ${context}, but the current context of ${kubeconfig} is ${current}`);
  }
  return { kubeconfig, auditLog: join(dirname(dirname(kubeconfig)), 'control-plane', 'audit.log') };
}
