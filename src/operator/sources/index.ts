/**
 * What a release has to do with other objects: options valuesFrom, inputs, dependsOn, generate, createNamespace, removeAfter.
 *
 *   sources.ts      what is asked for is watched, once for all who ask: a change wakes those whom it concerns
 *   gather.ts       one run of one resource, all options at once: values and data, or what it waits for, in words
 *   generate.ts     Secrets that are made once; secret-plan.ts decides what goes in, generate-fresh.ts needs no cluster
 *   holders.ts      objects that an uninstall has to wait for
 *   the others      are called as their options are
 *
 * Invariants: with nothing changed no request is sent; whom a run did not ask for any more is not watched for it any
 * more; a generated text is never replaced unless the resource's annotation asks for it, and then exactly once; no
 * content of a Secret is in any message. A Secret may be made as soon as gatherSources is called, so the resource has to
 * have its finalizer by then.
 */
export { type Gathered, gatherSources, type SourceOptions } from './gather.ts';
export { generateFresh } from './generate-fresh.ts';
export { findHolders } from './holders.ts';
export { removeGenerated } from './remove-generated.ts';
export { rotateAnnotation } from './rotation.ts';
export { Sources } from './sources.ts';
