/**
 * What is said about an image beside it: the list of its parts (CycloneDX) and how it was made (an in-toto statement with
 * SLSA's predicate).
 *
 * Each is in a manifest of its own whose subject is the image: registries and scanners find them by that, and what runs the
 * image need not fetch them. Neither says a time, so equal images have equal ones. The list is made before the image, whose
 * label names its digest; the statement names the image, and is made after it.
 */
export { type Attached, attach } from './attach.ts';
