import type { Cluster, ObjectRef } from '../../src/cluster/index.ts';
import { writeChart } from './go-charts.ts';
import { configMapRef } from './stage.ts';

/** A Go chart that makes a ConfigMap of the release's name, with all values as JSON. @returns its folder */
export function valuesChart(values = '{}'): string {
  return writeChart('shows-values', { 'values.yaml': template }, values);
}

const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  values: {{ toJson .Values | quote }}
  revision: {{ .Release.Revision | quote }}
`;

/** What the release of that resource saw. @throws Error when it is not there (yet) */
export async function shownValues(cluster: Cluster, { namespace, name }: ObjectRef): Promise<Record<string, unknown>> {
  const live = await cluster.get(configMapRef(namespace, name));
  if (!live) throw new Error(`ConfigMap ${namespace}/${name} is not there`);
  return JSON.parse((live['data'] as { values: string }).values) as Record<string, unknown>;
}
