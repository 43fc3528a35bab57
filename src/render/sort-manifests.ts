import { type Head, readHead } from './head.ts';
import { hookEvents } from './hooks.ts';
import type { HookEvent } from './manifest.ts';
import { sortByKind } from './order.ts';
import type { RenderedFile } from './render-files.ts';
import { splitDocuments } from './split.ts';

/** A document of a rendered file, as text: Helm prints and stores it so. */
export interface SortedManifest {
  readonly source: string;
  readonly text: string;
  readonly head: Head;
}

export interface SortedHook extends SortedManifest {
  readonly events: readonly HookEvent[];
}

export interface SortedManifests {
  /** In install order. */
  readonly manifests: readonly SortedManifest[];
  /** In install order too: as `helm template` prints them, not as they run. */
  readonly hooks: readonly SortedHook[];
  readonly warnings: readonly string[];
}

/**
 * Helm's SortManifests: rendered files taken apart into documents, hooks told from the rest. Nothing is asked of a document
 * but that it is YAML.
 * @throws CapstanError MANIFEST_INVALID in Helm's words, for the first that is not.
 */
export function sortManifests(files: readonly RenderedFile[]): SortedManifests {
  const manifests: SortedManifest[] = [];
  const hooks: SortedHook[] = [];
  const warnings: string[] = [];
  for (const { name, text } of files) {
    for (const document of splitDocuments(text)) {
      const manifest = { source: name, text: document, head: readHead(name, document) };
      const hook = manifest.head.annotations['helm.sh/hook'];
      if (hook === undefined) {
        manifests.push(manifest);
        continue;
      }
      const events = hookEvents(hook);
      if (events) hooks.push({ ...manifest, events });
      else warnings.push(`manifest_sorter.go:199: info: skipping unknown hook: ${JSON.stringify(hook)}`);
    }
  }
  const kindOf = ({ head }: SortedManifest) => head.kind;
  return { manifests: sortByKind(manifests, kindOf), hooks: sortByKind(hooks, kindOf), warnings };
}
