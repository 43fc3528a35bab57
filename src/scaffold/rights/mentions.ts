import type { Chart } from '../../chart/index.ts';
import type { Sighting } from './renders.ts';

/** The APIs that templates ask `Capabilities.APIVersions.Has` about, literally. */
export function mentionedVersions(chart: Chart): string[] {
  const found = templatesOf(chart).flatMap(({ text }) =>
    [...text.matchAll(/APIVersions\.Has\s*\(?\s*["'`]([^"'`]+)["'`]/g)].map(([, version]) => version as string),
  );
  return [...new Set(found)].sort();
}

/** Kinds that stand at the beginning of a line of a template, as objects have theirs, each with its API where that is written out. */
export function mentionedKinds(chart: Chart): Sighting[] {
  const found = new Map<string, Sighting>();
  for (const { source, text } of templatesOf(chart)) {
    for (const part of text.split(/^---.*$/m)) {
      const [, kind] = /^kind:[ \t]*["']?([A-Z][A-Za-z0-9]*)["']?[ \t]*\r?$/m.exec(part) ?? [];
      if (kind === undefined || found.has(kind)) continue;
      const [, apiVersion = ''] = /^apiVersion:[ \t]*["']?([a-z0-9./-]+)["']?[ \t]*\r?$/m.exec(part) ?? [];
      found.set(kind, { apiVersion, kind, source });
    }
  }
  return [...found.values()];
}

/** What templates ask `lookup` for, literally: a rendering may not come that far. */
export function mentionedLookups(chart: Chart): Sighting[] {
  return templatesOf(chart).flatMap(({ source, text }) =>
    [...text.matchAll(/\blookup[\s(]+["'`]([^"'`]+)["'`][\s,]+["'`]([^"'`]+)["'`]/gi)].map(
      ([, apiVersion = '', kind = '']) => ({ apiVersion, kind, source }),
    ),
  );
}

function templatesOf(chart: Chart, prefix = chart.metadata.name): { source: string; text: string }[] {
  return [
    ...chart.templates.map(({ path, data }) => ({ source: `${prefix}/${path}`, text: data.toString('utf8') })),
    ...chart.dependencies.flatMap((subchart) => templatesOf(subchart, `${prefix}/charts/${subchart.metadata.name}`)),
  ];
}
