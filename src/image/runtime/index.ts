/**
 * Node.js as a layer: the program, and the libraries that it links to, for amd64 and arm64 alike.
 *
 * The program comes from npm's packages of Node.js for each processor, the libraries from Debian's packages; both through
 * their own clients, which check what they fetch, once: then they lie in the cache. Nothing of this machine goes into the
 * layer, so it is the same wherever it is made from the same packages. What a base has already is left out.
 */

export { type NodeBuild, nodeBinary } from './node.ts';
export { type NodeRuntime, nodeRuntime } from './node-runtime.ts';
export { runtimeTools } from './tools.ts';
