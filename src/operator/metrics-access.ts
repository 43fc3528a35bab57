import { createHash } from 'node:crypto';
import type { Cluster } from '../cluster/index.ts';

/** 'unknown': the API server does not know the token. 'denied': it does, and RBAC says no. */
export type Verdict = 'allowed' | 'denied' | 'unknown';

export type Access = (authorization: string | undefined) => Promise<Verdict>;

const answersKeptMs = 60_000;
/** More tokens than this within a minute are an attack, not scrapers: the oldest answers go. */
const answersKept = 1_000;

/**
 * Who may read the metrics, as kube-rbac-proxy decides it: a TokenReview says whose the bearer token is, a
 * SubjectAccessReview whether that user may `get` the URL `/metrics`. Answers are kept for a minute, by the token's hash.
 */
export function createMetricsAccess(cluster: Cluster, now: () => number = Date.now): Access {
  const answers = new Map<string, { readonly at: number; readonly verdict: Promise<Verdict> }>();
  return (authorization) => {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) return Promise.resolve('unknown');
    const key = createHash('sha256').update(token).digest('base64');
    const known = answers.get(key);
    if (known && now() - known.at < answersKeptMs) return known.verdict;
    const verdict = review(cluster, token);
    answers.delete(key);
    answers.set(key, { at: now(), verdict });
    if (answers.size > answersKept) answers.delete(answers.keys().next().value ?? '');
    verdict.catch(() => answers.delete(key));
    return verdict;
  };
}

interface TokenReview {
  readonly status?: {
    readonly authenticated?: boolean;
    readonly user?: {
      readonly username?: string;
      readonly uid?: string;
      readonly groups?: readonly string[];
      readonly extra?: Readonly<Record<string, readonly string[]>>;
    };
  };
}

interface SubjectAccessReview {
  readonly status?: { readonly allowed?: boolean };
}

async function review(cluster: Cluster, token: string): Promise<Verdict> {
  const user = await whoIs(cluster, token);
  if (user === undefined) return 'unknown';
  const { username, uid, groups, extra } = user;
  const nonResourceAttributes = { path: '/metrics', verb: 'get' };
  const spec = { user: username, uid, groups, extra, nonResourceAttributes };
  const answer = await create<SubjectAccessReview>(cluster, 'authorization.k8s.io/v1', 'SubjectAccessReview', spec);
  return answer.status?.allowed === true ? 'allowed' : 'denied';
}

async function whoIs(cluster: Cluster, token: string) {
  const answer = await create<TokenReview>(cluster, 'authentication.k8s.io/v1', 'TokenReview', { token });
  return answer.status?.authenticated === true ? answer.status.user : undefined;
}

async function create<T>(cluster: Cluster, apiVersion: string, kind: string, spec: object): Promise<T> {
  const path = `/apis/${apiVersion}/${kind.toLowerCase()}s`;
  const { body } = await cluster.request<T>({
    method: 'POST',
    path,
    body: { apiVersion, kind, spec },
    idempotent: true,
  });
  return body;
}
