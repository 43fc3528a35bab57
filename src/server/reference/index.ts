/**
 * What the API says of itself: an OpenAPI 3.1 document, printed from the routes' own schemas, and pages made of it.
 *
 * The pages are plain HTML with one stylesheet: no script, nothing from elsewhere. They are open to all, as they say nothing
 * of what is in the store. `type` of a problem leads to the page of error codes.
 *
 * Invariant: nothing is written here by hand that a route says already.
 */
export { openApiDocument } from './document.ts';
export { referenceRoutes } from './routes.ts';
