import { type Chart, coalesce, type Values } from '../../chart/index.ts';
import type { Deployment } from '../../release/index.ts';

/** In the order in which they are installed. */
export const testCharts = ['knit-storage-nfs', 'knit-db-postgres', 'knit-schema-upgrader', 'knit-test'] as const;

/**
 * What each chart is told: volumes that the cluster itself makes, a database that keeps nothing, and to the later charts all
 * values of those before.
 */
export function testReleases(charts: readonly Chart[], provisioner: string): Deployment[] {
  const [storageChart, database, upgrader, test] = testCharts.map((name) => chartOf(charts, name));
  const own = { class: { provisioner }, csiDriver: { install: false }, nfs: { external: true, server: '127.0.0.1' } };
  const storage = effective(storageChart, own);
  const databaseValues = { storage, ephemeral: true, credential: { username: 'test-user', password: 'test-password' } };
  return [
    { name: 'knit-storage-nfs', chart: storageChart, values: own },
    { name: 'knit-db-postgres', chart: database, values: databaseValues },
    {
      name: 'knit-schema-upgrader',
      chart: upgrader,
      values: { storage, database: effective(database, databaseValues) },
    },
    { name: 'knit-test', chart: test, values: { storage } },
  ] as Deployment[];
}

function effective(chart: Chart | undefined, values: Values): Values {
  return coalesce(chart as Chart, values);
}

function chartOf(charts: readonly Chart[], name: string): Chart {
  const chart = charts.find(({ metadata }) => metadata.name === name);
  if (chart === undefined) throw new Error(`there is no chart ${name}`); // whoever fetched them sees to it
  return chart;
}
