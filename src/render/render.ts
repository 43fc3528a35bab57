import { readDocuments } from './documents.ts';
import { isHook, readHook, sortHooks } from './hooks.ts';
import type { Hook, Rendered } from './manifest.ts';
import { sortByKind } from './order.ts';
import { type RenderInput, renderFiles } from './render-files.ts';

/**
 * A chart rendered for one release, as objects. Same input, same bytes.
 * @throws CapstanError CHART_INVALID, VALUES_INVALID, TEMPLATE_SYNTAX, TEMPLATE_FAILED or MANIFEST_INVALID.
 */
export function renderChart(input: RenderInput): Rendered {
  const { files, notes } = renderFiles(input);
  const documents = files.flatMap(({ name, text }) => readDocuments(name, text));
  const hooks = documents.filter(isHook).map(readHook);
  return {
    manifests: sortByKind(
      documents.filter((document) => !isHook(document)),
      ({ object }) => object.kind,
    ),
    hooks: sortHooks(hooks.filter((hook): hook is Hook => hook !== undefined)),
    notes,
  };
}
