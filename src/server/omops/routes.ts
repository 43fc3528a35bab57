import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Cluster, KubeObject } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { callerOf, type ServerEnv } from '../access/index.ts';
import type { AppOptions } from '../options.ts';
import { type Api, found } from '../routes/index.ts';
import { problems } from '../schemas/index.ts';
import { listClaims, listNodes, listPodMetrics, listPods, listWorkloads } from './own-objects.ts';
import { readPodLog } from './pod-log.ts';
import { claimRow, metricsRow, nodeRow, podRow, type Row, workloadRow } from './rows.ts';

const tags = ['cluster'];
const clusterPath = '/apps/omops/dashboard/api/v1';

type List = (cluster: Cluster, user: string, signal: AbortSignal) => Promise<KubeObject[]>;

const views: Readonly<
  Record<'runtime' | 'pods' | 'metrics' | 'nodes' | 'dbsize', readonly [List, (object: KubeObject) => Row]>
> = {
  runtime: [listWorkloads, workloadRow],
  pods: [listPods, podRow],
  metrics: [listPodMetrics, metricsRow],
  nodes: [listNodes, nodeRow],
  dbsize: [listClaims, claimRow],
};

const rows = z
  .object({ objects: z.array(z.record(z.string(), z.union([z.string(), z.number()]).nullable())) })
  .openapi('ClusterStatus');

const status = createRoute({
  operationId: 'getClusterStatus',
  method: 'get',
  path: `${clusterPath}/status/{what}`,
  tags,
  summary: 'See what runs of the own services',
  request: {
    params: z.object({
      what: z.enum(['runtime', 'pods', 'metrics', 'nodes', 'dbsize']).openapi({ param: { name: 'what', in: 'path' } }),
    }),
  },
  responses: {
    200: { description: 'One object a line.', content: { 'application/json': { schema: rows } } },
    ...problems(404, 502),
  },
});

const log = createRoute({
  operationId: 'getPodLog',
  method: 'get',
  path: `${clusterPath}/logs/{pod}`,
  tags,
  summary: 'Read the log of a pod of one’s own',
  request: {
    params: z.object({
      pod: z
        .string()
        .regex(/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/, 'is no name of a pod')
        .openapi({ param: { name: 'pod', in: 'path' } }),
    }),
    query: z.object({
      since: z
        .string()
        .regex(/^[1-9]\d{0,5}[smhd]$/, 'is no time such as 30s, 10m, 2h or 1d')
        .optional()
        .openapi({ example: '10m' }),
    }),
  },
  responses: {
    200: {
      description: 'The last lines.',
      content: {
        'application/json': {
          schema: z
            .object({ entries: z.array(z.object({ time: z.string(), text: z.string(), container: z.string() })) })
            .openapi('PodLog'),
        },
      },
    },
    ...problems(404, 502),
  },
});

export function omopsRoutes(api: Api, clusterOf: AppOptions['clusterOf']): void {
  api.openapi(status, async (c) => {
    const [list, row] = views[c.req.valid('param').what];
    const { user, cluster } = await ownCluster(c, clusterOf);
    const objects = await list(cluster, user, c.req.raw.signal);
    return c.json({ objects: objects.map(row) }, 200);
  });

  api.openapi(log, async (c) => {
    const { pod: name } = c.req.valid('param');
    const { since } = c.req.valid('query');
    const { user, cluster } = await ownCluster(c, clusterOf);
    const { signal } = c.req.raw;
    const pods = await listPods(cluster, user, signal);
    const pod = found(
      pods.find(({ metadata }) => metadata.name === name),
      `pod ${name}`,
    );
    const entries = await readPodLog(cluster, pod, since === undefined ? undefined : secondsOf(since), signal);
    return c.json({ entries: [...entries] }, 200);
  });
}

async function ownCluster(c: Context<ServerEnv>, clusterOf: AppOptions['clusterOf']) {
  const { name: user } = callerOf(c);
  const known = await clusterOf?.(user, c.req.raw.signal);
  if (known === undefined) {
    throw new CapstanError('ITEM_UNKNOWN', `no cluster of ${user} is known`, {
      hint: 'the cluster of a user is known once a service was installed on it',
    });
  }
  return { user, cluster: known.cluster };
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

function secondsOf(text: string): number {
  return Number(text.slice(0, -1)) * (units[text.slice(-1)] ?? 1);
}
