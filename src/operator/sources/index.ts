/**
 * What a release takes from other objects than its resource: options valuesFrom, inputs, dependsOn and generate.
 *
 *   sources.ts      what is asked for is watched, once for all who ask: a change wakes those whom it concerns
 *   gather.ts       one run of one resource: everything at once, or what it waits for, in words
 *   values-from.ts  ConfigMaps and Secrets → values below the resource's
 *   inputs.ts       other kinds → lists of objects for the templates
 *   depends-on.ts   objects that have to be ready first
 *   generate.ts     Secrets that are made once; what goes into one is decided by secret-plan.ts
 *
 * Invariants: with nothing changed no request is sent; whom a run did not ask for any more is not watched for it any
 * more; a generated text is never replaced unless the resource's annotation asks for it, and then exactly once; no
 * content of a Secret is in any message. A Secret may be made as soon as gatherSources is called, so the resource has to
 * have its finalizer by then.
 */
export { type Gathered, gatherSources, type SourceOptions } from './gather.ts';
export { removeGenerated } from './remove-generated.ts';
export { rotateAnnotation } from './rotation.ts';
export { Sources } from './sources.ts';
