/**
 * watches.yaml: which kind of custom resource becomes a release of which chart, and how. helm-operator's file is read as
 * helm-operator reads it (keys in any case, unknown ones told and ignored); what goes beyond it are the WatchOptions.
 *
 *   load.ts      file and charts → Watch[]
 *   file.ts      text → entries with their places
 *   entry.ts     one entry: helm-operator's fields, then options.ts and the *-option.ts files
 *   kind.ts      what a declaration is; scalars.ts, table.ts and selector.ts are the kinds of fields
 *   schema.ts    the same declarations as a JSON Schema
 *   resource-text.ts   option texts, expanded for one resource
 *
 * A field is declared once: the parser, the schema and the table in the docs come from that.
 *
 * Nothing of it is read again after the start.
 */
export { findWatch, loadWatches, type WatchesContext } from './load.ts';
export { expandResourceText, releaseNameOf } from './resource-text.ts';
export { watchesSchema } from './schema.ts';
export {
  type Dependency,
  type DriftDetection,
  defaultOptions,
  type FieldPath,
  type GeneratedCertificate,
  type GeneratedHtpasswd,
  type GeneratedSecret,
  type GeneratedText,
  type InputSource,
  type Remediation,
  type RemovalHold,
  type ResourceText,
  type StatusSummary,
  type ValuesSource,
  type Watch,
  type WatchOptions,
} from './watch.ts';
