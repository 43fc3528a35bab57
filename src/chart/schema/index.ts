/**
 * JSON Schema as Helm checks values with it: drafts 4, 6, 7, 2019-09 and 2020-12, in the way and the words of
 * santhosh-tekuri/jsonschema v6.0.2.
 *
 * What a user with wrong values gets to read is a tree of failures whose shape follows from the order in which that library
 * looks at keywords, and its idea of formats, numbers and references. A schema is checked against its metaschema (compiler),
 * its resources and anchors are found (resources), its keywords read (keywords), and a value held against it (validator,
 * check-*). Values are plain data; a bigint is an integer. Nothing is fetched: what lies elsewhere is asked of the caller.
 */
export { type Complaint, checkSchema, complain, type SchemaDocuments, type SchemaOptions } from './check.ts';
export { remoteReferences } from './references.ts';
