import type { KubeObject } from '../object.ts';
import { conditionOf, wordsOf } from './fields.ts';
import { current, failed, inProgress, type Readiness } from './verdict.ts';

export function judgeCustomResourceDefinition(object: KubeObject): Readiness {
  const names = conditionOf(object, 'NamesAccepted');
  if (names?.status === 'False') return failed(wordsOf(names, 'names not accepted'));
  const established = conditionOf(object, 'Established');
  if (established?.status === 'True') return current('established');
  if (established?.status === 'False' && established.reason !== 'Installing') {
    return failed(wordsOf(established, 'not established'));
  }
  return inProgress('being installed');
}
