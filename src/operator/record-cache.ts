import { type Cluster, Informer, type KubeObject } from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import { type History, type RecordSummary, sortHistory, summarize } from '../release/index.ts';

/** The metadata of all release records in scope: what is deployed where, without reading a single record. */
export class RecordCache {
  readonly #informers: ReadonlyMap<string, Informer<RecordSummary | undefined>>;
  /** namespace/release to the names of its Secrets. */
  readonly #index = new Map<string, Set<string>>();
  readonly #onChange: (namespace: string, releaseName: string) => void;
  /** Namespaces whose records have been listed. */
  readonly #known = new Set<string>();

  constructor(options: {
    readonly cluster: Cluster;
    /** [''] for all. */
    readonly namespaces: readonly string[];
    readonly log: Logger;
    readonly onChange: (namespace: string, releaseName: string) => void;
    /** The records of a namespace may not be listed, or the namespace does not exist: nothing can be done in it. */
    readonly onForbidden: (namespace: string, error: unknown) => void;
  }) {
    this.#onChange = options.onChange;
    this.#informers = new Map(
      options.namespaces.map((namespace) => [
        namespace,
        new Informer<RecordSummary | undefined>(options.cluster, {
          target: {
            gvk: { group: '', version: 'v1', kind: 'Secret' },
            namespace,
            labelSelector: 'owner=helm',
            metadataOnly: true,
          },
          transform: summarize,
          onChange: (change) => this.#changed(change.value, change.type === 'deleted'),
          onState: (state, error) => {
            if (state === 'forbidden') options.onForbidden(namespace, error);
          },
          log: options.log,
        }),
      ]),
    );
  }

  start(signal: AbortSignal): void {
    for (const [namespace, informer] of this.#informers) {
      informer.start(signal);
      informer.synced(signal).then(
        () => this.#known.add(namespace),
        () => {}, // stopped before
      );
    }
  }

  /** 'outside': the operator does not look after the namespace; 'pending': its records are not known yet. */
  scopeOf(namespace: string): 'known' | 'pending' | 'outside' {
    const scope = [namespace, ''].find((one) => this.#informers.has(one));
    if (scope === undefined) return 'outside';
    return this.#known.has(scope) ? 'known' : 'pending';
  }

  /** Resolves when the namespace's records are known; never, while they may not be listed. */
  synced(namespace: string, signal: AbortSignal): Promise<void> {
    return this.#informerFor(namespace)?.synced(signal) ?? Promise.resolve();
  }

  /** Resolves when no record is older than this call. */
  async refreshed(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#informers.values()].map((informer) => informer.refreshed(signal)));
  }

  historyOf(namespace: string, releaseName: string): History {
    const informer = this.#informerFor(namespace);
    const summaries: RecordSummary[] = [];
    for (const secretName of this.#index.get(`${namespace}/${releaseName}`) ?? []) {
      const summary = informer?.get(namespace, secretName);
      if (summary) summaries.push(summary);
    }
    return sortHistory(summaries);
  }

  put(secret: KubeObject): void {
    const summary = summarize(secret);
    if (summary) this.#remember(summary);
    this.#informerFor(secret.metadata.namespace ?? '')?.put(secret);
  }

  /** Forgets a record that was deleted, until its name is seen or put again. */
  drop({ namespace, releaseName, secretName }: RecordSummary): void {
    this.#index.get(`${namespace}/${releaseName}`)?.delete(secretName);
  }

  #informerFor(namespace: string): Informer<RecordSummary | undefined> | undefined {
    return this.#informers.get(namespace) ?? this.#informers.get('');
  }

  #changed(summary: RecordSummary | undefined, isGone: boolean): void {
    if (!summary) return;
    if (isGone) this.drop(summary);
    else this.#remember(summary);
    this.#onChange(summary.namespace, summary.releaseName);
  }

  #remember({ namespace, releaseName, secretName }: RecordSummary): void {
    const key = `${namespace}/${releaseName}`;
    const names = this.#index.get(key);
    if (names) names.add(secretName);
    else this.#index.set(key, new Set([secretName]));
  }
}
