import { type Answer, type ApiRequest, Cluster } from '../../cluster/index.ts';

/** A cluster that nothing can be written to: whatever is sent is a dry run, and everything is asked as the person who asks. */
export class DryRunCluster extends Cluster {
  override request<T>(request: ApiRequest, signal?: AbortSignal): Promise<Answer<T>> {
    if (request.method === 'GET') return super.request(request, signal);
    return super.request({ ...request, query: { ...request.query, dryRun: 'All' } }, signal);
  }

  override impersonating(): Cluster {
    return this;
  }
}
