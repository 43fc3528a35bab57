import type { KubeObject } from '../object.ts';
import { listAt, textAt } from './fields.ts';
import { current, inProgress, type Readiness } from './verdict.ts';

/**
 * kstatus: a load balancer Service waits for its cluster IP, not for its outer address, which never comes on a cluster
 * without a load balancer controller. The message tells.
 */
export function judgeService(object: KubeObject): Readiness {
  if (textAt(object, 'spec', 'type') !== 'LoadBalancer') return current('exists');
  if (textAt(object, 'spec', 'clusterIP') === undefined) return inProgress('no cluster IP assigned yet');
  const hasAddress = listAt(object, 'status', 'loadBalancer', 'ingress').length > 0;
  return current(hasAddress ? 'load balancer has an address' : 'load balancer has no address yet');
}
