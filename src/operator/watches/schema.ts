import { entryTable } from './entry.ts';
import type { Schema } from './kind.ts';

/** watches.yaml as a JSON Schema, for editors: made of the declarations that the parser reads by. */
export function watchesSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#', // the draft that editors know best
    title: 'watches.yaml',
    description: 'Which kind of custom resource becomes a release of which chart, and how.',
    type: 'array',
    items: entryTable.schema,
  };
}
