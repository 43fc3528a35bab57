import { createHash } from 'node:crypto';
import type { Chart, Values } from '../chart/index.ts';
import type { Capabilities } from './manifest.ts';

export interface DigestInput {
  readonly chart: Chart;
  /** The user's, not yet coalesced. */
  readonly values: Values;
  /** Laid over the values for rendering. */
  readonly data?: Values;
  readonly release: { readonly name: string; readonly namespace: string };
  readonly capabilities: Capabilities;
}

/**
 * sha256 (hex) of all that a render depends on: equal digest, equal manifests. The order of keys does not matter. What the
 * API server can do counts only for a chart that asks: another CRD in the cluster is no news for the others.
 */
export function inputDigest({ chart, values, data = {}, release, capabilities }: DigestInput): string {
  const more = Object.keys(data).length > 0 ? { data } : {};
  const given = canonicalJson({ name: release.name, namespace: release.namespace, values, ...more });
  const asks = asksForCapabilities(chart) || given.includes(asking); // a template may run texts of the values with `tpl`
  return createHash('sha256')
    .update(`1\n${chart.digest}\n${asks ? capabilitiesDigest(capabilities) : ''}\n`)
    .update(given)
    .digest('hex');
}

/** JSON without blanks, keys sorted, `undefined` left out: one text for one value. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join()}}`;
}

const asking = 'Capabilities';
const askingCharts = new WeakMap<Chart, boolean>();

/** Whether a text that may run as a template names them, or the chart wants a certain Kubernetes. */
function asksForCapabilities(chart: Chart): boolean {
  let asks = askingCharts.get(chart);
  if (asks === undefined) {
    asks =
      chart.metadata.kubeVersion !== undefined ||
      [...chart.templates, ...chart.files].some(({ path, data }) => !path.endsWith('.md') && data.includes(asking)) ||
      JSON.stringify(chart.values, bigintAsText).includes(asking) ||
      chart.dependencies.some(asksForCapabilities);
    askingCharts.set(chart, asks);
  }
  return asks;
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

const capabilitiesDigests = new WeakMap<Capabilities, string>();

/** Hundreds of API versions, the same object for every release between two discoveries. */
function capabilitiesDigest(capabilities: Capabilities): string {
  let digest = capabilitiesDigests.get(capabilities);
  if (digest === undefined) {
    digest = createHash('sha256').update(canonicalJson(capabilities)).digest('hex');
    capabilitiesDigests.set(capabilities, digest);
  }
  return digest;
}
