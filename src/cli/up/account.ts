import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { type Cluster, findConfig, targetOf } from '../../cluster/index.ts';
import { messageOf } from '../../errors/index.ts';
import type { UpPlan } from './plan.ts';
import type { Surroundings } from './session.ts';

/** Asked for; a cluster may give less. */
const lifetimeSeconds = 24 * 3_600;
const retryAfterMs = 30_000;

export interface Account extends Disposable {
  /** Path of a kubeconfig, mode 0600, that asks as the operator's ServiceAccount. */
  readonly kubeconfig: string;
}

interface Token {
  readonly token: string;
  readonly expirationTimestamp: string;
}

/** The operator's identity: a kubeconfig that names a token file, and the token in it, renewed at half of its life. */
export async function openAccount(
  cluster: Cluster,
  plan: UpPlan,
  around: Surroundings & { kubeconfig?: string },
): Promise<Account> {
  const folder = join(plan.folder, 'operator');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const tokenFile = join(folder, 'token');
  const kubeconfig = join(folder, 'kubeconfig');
  const end = new AbortController();
  const signal = AbortSignal.any([around.signal, end.signal]);
  const first = await requestToken(cluster, plan, signal);
  writeWhole(tokenFile, first.token);
  const chosen = around.kubeconfig === undefined ? plan.existing : { kubeconfig: around.kubeconfig };
  const entry = targetOf(findConfig({ ...chosen, env: around.env })).cluster;
  writeWhole(kubeconfig, stringify(kubeconfigOf(entry, tokenFile, plan.namespace)));
  void keepFresh(first, async () => {
    const next = await requestToken(cluster, plan, signal);
    writeWhole(tokenFile, next.token);
    return next;
  });
  return {
    kubeconfig,
    [Symbol.dispose]() {
      end.abort();
      for (const file of [tokenFile, kubeconfig]) rmSync(file, { force: true });
    },
  };

  async function keepFresh(token: Token, renew: () => Promise<Token>): Promise<void> {
    for (let current = token; !signal.aborted; ) {
      try {
        await sleep(Math.max(1_000, (Date.parse(current.expirationTimestamp) - Date.now()) / 2), undefined, { signal });
        current = await renew();
      } catch (error) {
        if (signal.aborted) return;
        around.progress.print(`the operator's token is not renewed yet: ${messageOf(error)}`);
        await sleep(retryAfterMs, undefined, { signal }).catch(() => {});
      }
    }
  }
}

async function requestToken(cluster: Cluster, plan: UpPlan, signal: AbortSignal): Promise<Token> {
  const { body } = await cluster.request<{ status: Token }>(
    {
      method: 'POST',
      path: `/api/v1/namespaces/${plan.namespace}/serviceaccounts/${plan.manifests.account}/token`,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: lifetimeSeconds },
      },
    },
    signal,
  );
  return body.status;
}

/** The operator reads the token again and again: it must never see half of one. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.partial`, text, { mode: 0o600 });
  renameSync(`${path}.partial`, path);
}

function kubeconfigOf(cluster: object, tokenFile: string, namespace: string): object {
  const name = 'operator';
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    clusters: [{ name, cluster }],
    users: [{ name, user: { tokenFile } }],
  };
}
