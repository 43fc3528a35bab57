/**
 * What an image is built over: nothing, an image of a registry, or one of an OCI layout on disk.
 *
 * `openBase` answers with its configuration, its layers as blobs that are at hand and checked, and the tree of its files: what is
 * laid over it must follow its links and leave its folders as they are.
 */
export { type Base, openBase } from './open.ts';
