import * as assert from 'uvu/assert';
import type { Cluster } from '../../src/cluster/index.ts';
import { eventually } from './eventually.ts';

/** Somebody and what they want to do: with an object, or with a URL that is none of an object. */
export interface AccessQuestion {
  /** `system:serviceaccount:NAMESPACE:NAME` belongs to its groups without their being named. */
  readonly user: string;
  readonly verb: string;
  readonly group?: string;
  /** Plural. */
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** As `/metrics`. */
  readonly path?: string;
}

/** What the API server's authorizer says now. */
export async function isAllowed(cluster: Cluster, { user, path, ...question }: AccessQuestion): Promise<boolean> {
  const [, namespace] = /^system:serviceaccount:([^:]+):/.exec(user) ?? [];
  const groups = namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  const { body } = await cluster.request<{ status: { allowed: boolean } }>({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user,
        groups: [...groups, 'system:authenticated'],
        ...(path === undefined
          ? { resourceAttributes: question }
          : { nonResourceAttributes: { path, verb: question.verb } }),
      },
    },
  });
  return body.status.allowed;
}

/** The authorizer hears of Roles and bindings a moment after they are stored, and others keep its refusal for a while. */
export async function untilAllowed(cluster: Cluster, question: AccessQuestion): Promise<void> {
  await eventually(async () => assert.ok(await isAllowed(cluster, question), `still refused: ${wordsOf(question)}`));
}

export async function untilDenied(cluster: Cluster, question: AccessQuestion): Promise<void> {
  await eventually(async () =>
    assert.not.ok(await isAllowed(cluster, question), `still allowed: ${wordsOf(question)}`),
  );
}

function wordsOf({ user, ...question }: AccessQuestion): string {
  return `${user} ${JSON.stringify(question)}`;
}
