/**
 * Errors as a part of the interface.
 *
 * Every failure that a person may see is a CapstanError: a code from one closed catalogue, a message that says what
 * failed with names, a place (file:line:column) where there is one, a hint that says what to do next, and a retry rule
 * that tells the controller how to go on. The CLI prints them with an excerpt and a caret; a custom resource's
 * conditions carry the same words. Secret data never enters a message.
 */
export { type CatalogueEntry, catalogue, type ErrorCode, type RetryRule } from './catalogue.ts';
export {
  CapstanError,
  type ErrorDetails,
  formatPlace,
  isAbort,
  isCapstanError,
  messageOf,
  messageWithPlace,
  type Place,
} from './error.ts';
export { type Explanation, explanations } from './explanations.ts';
export { fileErrorReason, fileErrorText, unreadable } from './file-error.ts';
export { formatError } from './format.ts';
