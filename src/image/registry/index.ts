/**
 * Images in registries, by the distribution specification: `pullImage` fetches one, `pushImage` brings one or several there.
 *
 * Logging in, TLS and proxies are src/repository's. A blob that is there is not sent again; what breaks off begins anew, a few
 * times; a tag is set last, when all that it leads to is there, and what it then stands for is asked back.
 */
export { certificateOf, type RegistryOptions } from './options.ts';
export { pullImage } from './pull.ts';
export { type PushOptions, pushImage } from './push.ts';
