import { activeChart, type Chart, coalesce, mergeValues, type Values } from '../../chart/index.ts';
import { messageOf } from '../../errors/index.ts';
import {
  type Capabilities,
  chartDefinitions,
  localCapabilities,
  renderTemplates,
  splitDocuments,
} from '../../render/index.ts';
import { parseYaml } from '../../yaml/index.ts';
import { mentionedKinds, mentionedLookups, mentionedVersions } from './mentions.ts';
import { variantsOf } from './variants.ts';

/** As much of a rendered document as rights depend on. */
export interface RenderedThing {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** A kind, and the file it was seen in. */
export interface Sighting {
  readonly apiVersion: string;
  readonly kind: string;
  readonly source: string;
}

export interface ChartKinds {
  /** Objects of all renderings, hooks among them; of equal ones the first. */
  readonly objects: readonly RenderedThing[];
  /** Objects of crds/. */
  readonly definitions: readonly RenderedThing[];
  /** What templates ask the cluster for. */
  readonly lookups: readonly Sighting[];
  /** Kinds that stand in a template and came out of no rendering. */
  readonly unseen: readonly Sighting[];
  /** Renderings that failed, in words. */
  readonly failures: readonly string[];
}

/**
 * What a chart may render: with its own values; with every boolean on, every boolean off, and each one turned by itself; with each
 * choice that its schema lists; for install and upgrade; on a cluster that has the APIs that the templates ask about, and on
 * one that has not. What is required and missing, and `fail`, stop nothing here.
 */
export function chartKinds(chart: Chart, user: Values): ChartKinds {
  const found = new Found();
  for (const sighting of mentionedLookups(chart)) found.addLookup(sighting);
  const versions = mentionedVersions(chart);
  const worlds = [localCapabilities(), localCapabilities({ apiVersions: versions })];
  for (const { name, values } of variantsOf(chart, user)) {
    const isPlain = name === '';
    for (const capabilities of versions.length === 0 ? worlds.slice(1) : worlds) {
      for (const isUpgrade of isPlain ? [false, true] : [true]) {
        renderInto(found, chart, mergeValues(user, values), { name, capabilities, isUpgrade });
      }
    }
  }
  return {
    ...found.kinds(),
    unseen: mentionedKinds(chart).filter((mention) => !found.has(mention)),
  };
}

interface Rendering {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly isUpgrade: boolean;
}

function renderInto(found: Found, chart: Chart, user: Values, { name, capabilities, isUpgrade }: Rendering): void {
  const with_ = name === '' ? 'its own values' : name;
  try {
    const active = activeChart(chart, user);
    found.addDefinitions(chartDefinitions(active, {}).map(({ object }) => object as RenderedThing));
    const files = renderTemplates({
      chart: active,
      values: coalesce(active, user),
      release: { name: 'release-name', namespace: 'release-namespace', revision: 1, isInstall: !isUpgrade, isUpgrade },
      capabilities,
      tolerate: () => {},
      resolveHost: () => '127.0.0.1',
      lookup: (apiVersion, kind) => {
        found.addLookup({ apiVersion, kind, source: chart.metadata.name });
        return {};
      },
    });
    for (const file of files) found.addFile(file.name, file.text, with_);
  } catch (error) {
    found.addFailure(`with ${with_}: ${messageOf(error).split('\n')[0]}`);
  }
}

class Found {
  readonly #objects = new Map<string, RenderedThing>();
  readonly #definitions = new Map<string, RenderedThing>();
  readonly #lookups = new Map<string, Sighting>();
  readonly #failures = new Set<string>();
  readonly #kinds = new Set<string>();
  readonly #texts = new Set<string>();

  /** Most documents come out of every rendering alike: each text is read once. */
  addFile(source: string, text: string, rendering: string): void {
    for (const document of splitDocuments(text)) {
      if (this.#texts.has(document)) continue;
      this.#texts.add(document);
      try {
        this.#add(parseYaml(document, { file: source }));
      } catch (error) {
        this.addFailure(`with ${rendering}: ${source}: ${messageOf(error).split('\n')[0]}`);
      }
    }
  }

  addDefinitions(objects: readonly RenderedThing[]): void {
    for (const object of objects) this.#definitions.set(JSON.stringify(object['metadata']), object);
  }

  addLookup(sighting: Sighting): void {
    this.#lookups.set(`${sighting.apiVersion}/${sighting.kind}`, sighting);
  }

  addFailure(failure: string): void {
    this.#failures.add(failure);
  }

  has({ kind }: Sighting): boolean {
    return this.#kinds.has(kind);
  }

  kinds(): Omit<ChartKinds, 'unseen'> {
    return {
      objects: [...this.#objects.values()],
      definitions: [...this.#definitions.values()],
      lookups: [...this.#lookups.values()],
      failures: [...this.#failures],
    };
  }

  #add(value: unknown): void {
    const object = (value ?? {}) as Partial<RenderedThing>;
    const { apiVersion, kind, items } = object;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') return;
    if (kind.endsWith('List') && Array.isArray(items)) {
      this.#kinds.add(kind);
      for (const item of items) this.#add(item);
      return;
    }
    this.#kinds.add(kind);
    if (isTestHook(object)) return; // an operator runs none
    // Of other kinds only the kind counts, of these what they say.
    const isRbac = apiVersion.startsWith('rbac.authorization.k8s.io/') || kind === 'CustomResourceDefinition';
    this.#objects.set(isRbac ? JSON.stringify(object) : `${apiVersion}/${kind}`, object as RenderedThing);
  }
}

function isTestHook(object: Readonly<Record<string, unknown>>): boolean {
  const { annotations } = (object['metadata'] ?? {}) as { annotations?: Readonly<Record<string, unknown>> };
  const events = String(annotations?.['helm.sh/hook'] ?? '')
    .split(',')
    .map((event) => event.trim())
    .filter((event) => event !== '');
  return events.length > 0 && events.every((event) => event.startsWith('test'));
}
