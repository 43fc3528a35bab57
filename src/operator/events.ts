import { createHash } from 'node:crypto';
import type { Cluster, GroupVersionKind } from '../cluster/index.ts';
import { isCapstanError, messageOf } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import type { Resource } from './resource.ts';
import { involvedObject } from './status-writer.ts';

export interface ResourceEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

const messageBytesAtMost = 1024; // the API server's limit

/**
 * Events of custom resources. The same event again raises the count of the one that is there, as client-go does; its name
 * is made of what it says, so that no memory of earlier events is needed. A lost event is no failure: it is logged and forgotten.
 */
export class EventRecorder {
  readonly #cluster: Cluster;
  readonly #log: Logger;
  readonly #now: () => Date;
  readonly #counts = new Map<string, number>();
  readonly #renewable = new Map<string, Promise<boolean>>();

  constructor(cluster: Cluster, log: Logger, now: () => Date) {
    this.#cluster = cluster;
    this.#log = log;
    this.#now = now;
  }

  /** Never rejects. */
  async record(resource: Resource, gvk: GroupVersionKind, event: ResourceEvent, signal: AbortSignal): Promise<void> {
    try {
      await this.#write(resource, gvk, event, signal);
    } catch (error) {
      this.#log.debug('Event could not be written', { reason: event.reason, error: messageOf(error) });
    }
  }

  async #write(resource: Resource, gvk: GroupVersionKind, event: ResourceEvent, signal: AbortSignal): Promise<void> {
    const { name, namespace = 'default', uid } = resource.object.metadata;
    const message = cut(event.message);
    const digest = createHash('sha256').update(`${uid}|${event.reason}|${message}`).digest('hex').slice(0, 16);
    const eventName = `${name.slice(0, 200)}.${digest}`;
    const now = this.#now();
    const at = now.toISOString().replace(/\.\d+Z$/, 'Z');
    const count = this.#counts.get(eventName);
    const isOneMore = count !== undefined && !(await this.#mayRenew(namespace));
    const renewed = { count: (count ?? 0) + 1, lastTimestamp: at };
    if (count !== undefined && !isOneMore && (await this.#renew(namespace, eventName, renewed, signal))) {
      this.#remember(eventName, count + 1);
      return;
    }
    const create = (name: string) =>
      this.#cluster.create(
        {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name, namespace },
          involvedObject: involvedObject(resource, gvk),
          reason: event.reason,
          message,
          type: event.type,
          source: { component: `${gvk.kind.toLowerCase()}-controller` },
          reportingComponent: `${gvk.kind.toLowerCase()}-controller`,
          reportingInstance: '',
          firstTimestamp: at,
          lastTimestamp: at,
          count: 1,
        },
        {},
        signal,
      );
    const another = `${eventName}.${now.getTime().toString(36)}`;
    try {
      await create(isOneMore ? another : eventName);
      this.#remember(eventName, 1);
    } catch (error) {
      if (!isCapstanError(error, 'ALREADY_EXISTS') || isOneMore) throw error;
      // Of an earlier life of this process: its count is not ours to start anew, so that it is only seen again.
      if (await this.#mayRenew(namespace)) {
        await this.#renew(namespace, eventName, { lastTimestamp: at }, signal);
        return;
      }
      await create(another);
      this.#remember(eventName, 1);
    }
  }

  /**
   * helm-operator's scaffold lets its operator create events in other namespaces, and not patch them: there every event is one
   * of its own. Asked once a namespace, and not before something is told twice.
   */
  #mayRenew(namespace: string): Promise<boolean> {
    const known = this.#renewable.get(namespace);
    if (known) return known;
    const resourceAttributes = { namespace, verb: 'patch', resource: 'events' };
    const answer = this.#cluster
      .request<{ readonly status?: { readonly allowed?: boolean } }>({
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } },
        idempotent: true,
      })
      .then(({ body }) => body.status?.allowed === true);
    this.#renewable.set(namespace, answer);
    answer.catch(() => this.#renewable.delete(namespace));
    return answer;
  }

  /** False: the event has expired meanwhile. */
  async #renew(namespace: string, name: string, body: object, signal: AbortSignal): Promise<boolean> {
    const ref = { group: '', version: 'v1', kind: 'Event', namespace, name };
    try {
      await this.#cluster.patch(ref, { type: 'merge', body }, signal);
      return true;
    } catch (error) {
      if (isCapstanError(error, 'NOT_FOUND')) return false;
      throw error;
    }
  }

  #remember(name: string, count: number): void {
    this.#counts.delete(name);
    this.#counts.set(name, count);
    const oldest = this.#counts.keys().next().value;
    if (this.#counts.size > 1000 && oldest !== undefined) this.#counts.delete(oldest);
  }
}

function cut(message: string): string {
  const bytes = Buffer.from(message);
  if (bytes.length <= messageBytesAtMost) return message;
  return `${bytes
    .subarray(0, messageBytesAtMost - 4)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')}…`;
}
