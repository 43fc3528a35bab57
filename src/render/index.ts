/**
 * Chart + values + capabilities → ordered manifests, hooks, notes. Pure: no clock, no randomness, no network; the same
 * input gives the same bytes, and `inputDigest` is the sha256 of that input.
 *
 * `renderChart` coalesces and validates the values, renders every template that is no partial, splits the output into
 * documents, parses each once, and sorts what is there as Helm would install it. What depends on the chart alone (compiled
 * templates, CRDs, Chart and Files of the templates' scope) is made once per Chart and kept with it: Charts are frozen.
 *
 * A Manifest is one object with its text and the template it came from; a Hook is one that `helm.sh/hook` keeps out of
 * the release; `installOrder` and `uninstallOrder` are Helm's lists of kinds.
 */
export { localCapabilities } from './capabilities.ts';
export { asksForLookups, compileChart, type Unit } from './compile.ts';
export { chartDefinitions, crdFiles } from './crds.ts';
export { canonicalJson, type DigestInput, inputDigest } from './digest.ts';
export { toGoValue, withInt64 } from './go/index.ts';
export { checkInstallable } from './installable.ts';
export { type Asking, type LookupQuery, renderWithLookups, type Sources } from './lookups.ts';
export type {
  Capabilities,
  Hook,
  HookDeletePolicy,
  HookEvent,
  Manifest,
  ReleaseInfo,
  Rendered,
  RenderedObject,
} from './manifest.ts';
export { compareKinds, installOrder, sortByKind, uninstallOrder } from './order.ts';
export { renderChart } from './render.ts';
export {
  type ReadyInput,
  type RenderedFile,
  type RenderedFiles,
  type RenderInput,
  renderFiles,
  renderTemplates,
} from './render-files.ts';
export type { Lookup } from './scope.ts';
export { type SortedHook, type SortedManifest, type SortedManifests, sortManifests } from './sort-manifests.ts';
export { splitDocuments } from './split.ts';
export { parseManifestText } from './stored.ts';
export { manifestText } from './text.ts';
export { againIfStarved, withinTime } from './within-time.ts';
