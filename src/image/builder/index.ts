/**
 * Images by the program of somebody else: Docker, Buildah or Podman, for who wants its cache, its policies or its store.
 *
 * The layers are packed here all the same and handed over as archives with a Dockerfile; what comes back is read as an OCI layout,
 * so that the rest of the way is one.
 */
export { type BuilderName, builderNames, buildWith } from './build-with.ts';
