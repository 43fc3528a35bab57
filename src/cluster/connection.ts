import { isDeepStrictEqual } from 'node:util';
import { CapstanError } from '../errors/index.ts';
import { abortable } from './abort.ts';
import { type Credentials, createAuthenticator, type Target, targetOf } from './authenticator.ts';
import { findConfig, type SourceOptions } from './kubeconfig-source.ts';
import { proxyFor } from './proxy.ts';

export interface ConnectionOptions extends SourceOptions {
  readonly userAgent: string;
  /** Asks as somebody else: `system:serviceaccount:demo:operator`. */
  readonly impersonate?: string;
}

/** Which cluster, and as whom. */
export interface Connection {
  /** Without a slash at the end; may have a path, as behind a Rancher proxy. */
  readonly server: string;
  /** undefined inside a pod. */
  readonly contextName: string | undefined;
  /** The context's or the pod's, 'default' otherwise. */
  readonly namespace: string;
  readonly inCluster: boolean;
  readonly userAgent: string;
  readonly proxy: string | undefined;
  /** @throws CapstanError UNAUTHORIZED when they cannot be had: a plugin failed, a file is missing. */
  credentials(signal?: AbortSignal): Promise<Credentials>;
  /** After a 401: newer credentials than `stale`, undefined when there are none. Concurrent callers share one renewal. */
  renew(stale: Credentials, signal?: AbortSignal): Promise<Credentials | undefined>;
}

/** @throws CapstanError CONNECTION_CONFIG */
export function loadConnection(options: ConnectionOptions): Connection {
  const source = findConfig(options);
  const target = targetOf(source);
  const server = target.cluster.server.replace(/\/+$/, '');
  // From the files again: `kubectl config`, a login or a rotation may have changed them since. The context stays.
  const reload = (): Target => {
    if (source.inCluster) return target;
    return { ...target, user: targetOf(findConfig({ ...options, context: source.contextName })).user };
  };
  const keeper = new CredentialKeeper(target, reload, server, options.impersonate);
  return {
    server,
    contextName: source.inCluster ? undefined : source.contextName,
    namespace: source.context.namespace || 'default',
    inCluster: source.inCluster,
    userAgent: options.userAgent,
    proxy: proxyFor(server, target.cluster['proxy-url'], options.env),
    credentials: (signal) => keeper.get(signal),
    renew: (stale, signal) => keeper.renew(stale, signal),
  };
}

// Files are read again and the expiry of a plugin's token is looked at this often; client-go reads token files once a minute.
const freshForMs = 10_000;

/** Keeps the credentials in force and sees to it that only one at a time is being asked for. */
class CredentialKeeper {
  #authenticate: () => Promise<Credentials>;
  readonly #reload: () => Target;
  readonly #server: string;
  readonly #impersonate: string | undefined;
  #current: Credentials | undefined;
  #freshUntil = 0;
  #pending: Promise<Credentials> | undefined;
  /** Until then a renewal is not worth trying: the last one brought nothing new. */
  #vainUntil = 0;

  constructor(target: Target, reload: () => Target, server: string, impersonate: string | undefined) {
    this.#authenticate = createAuthenticator(target, impersonate);
    this.#reload = reload;
    this.#server = server;
    this.#impersonate = impersonate;
  }

  async get(signal?: AbortSignal): Promise<Credentials> {
    if (this.#current && performance.now() < this.#freshUntil) return this.#current;
    this.#pending ??= this.#startFetch(false);
    return abortable(this.#pending, signal);
  }

  async renew(stale: Credentials, signal?: AbortSignal): Promise<Credentials | undefined> {
    if (this.#current === stale && this.#pending === undefined) {
      if (performance.now() < this.#vainUntil) return undefined;
      this.#freshUntil = 0;
      this.#pending = this.#startFetch(true);
    }
    const renewed = await this.get(signal);
    return renewed === stale ? undefined : renewed;
  }

  #startFetch(fromNothing: boolean): Promise<Credentials> {
    return this.#fetch(fromNothing).finally(() => {
      this.#pending = undefined;
    });
  }

  async #fetch(fromNothing: boolean): Promise<Credentials> {
    try {
      if (fromNothing) this.#authenticate = createAuthenticator(this.#reload(), this.#impersonate);
      const before = this.#current;
      const fetched = await this.#authenticate();
      // The same objects for the same material: they are compared by identity, here and by the transport's connections.
      const tls = before && isDeepStrictEqual(fetched.tls, before.tls) ? before.tls : fetched.tls;
      const isNew = before?.tls !== tls || !isDeepStrictEqual(fetched.headers, before.headers);
      this.#current = isNew ? { headers: fetched.headers, tls } : before;
      this.#freshUntil = performance.now() + freshForMs;
      if (fromNothing && !isNew) this.#vainUntil = this.#freshUntil;
      return this.#current;
    } catch (error) {
      throw unavailable(this.#server, error);
    }
  }
}

function unavailable(server: string, error: unknown): CapstanError {
  // A plugin's words come from its stderr and may be long.
  const words = (error instanceof Error ? error.message : String(error)).trim().slice(0, 500);
  return new CapstanError(
    'UNAUTHORIZED',
    `no credentials for ${server}: ${words || 'the plugin failed without a word'}`,
    {
      cause: error,
      hint: 'check the user of the kubeconfig: its plugin, its token and its certificate files',
    },
  );
}
