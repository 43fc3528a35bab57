/**
 * Images on disk: the folder of an OCI layout, and the same as one archive for a container runtime.
 *
 * One layout holds many images, each under its name (`component:tag`, or whole with a registry); several platforms under
 * one name are an index. What is attached to an image (its list of parts, how it was made) is listed beside it.
 */
export { writeArchive } from './archive.ts';
export { containerdName, indexOf, type Listing, refName, rootOf } from './document.ts';
export { readLayout } from './read.ts';
export { writeLayout } from './write.ts';
