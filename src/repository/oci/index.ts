/**
 * OCI registries, and charts in them: `oci://host/path/chart`, a version of it a tag, with `_` for `+`.
 *
 * A Registry answers requests and logs in when it is asked to: with --username and --password, else with what Helm's or
 * Docker's configuration files say (also by their helper programs), over basic authentication or a token server.
 * Credentials go to the registry and to the token server that it names, and nowhere else. What comes back is checked
 * against the digest that it was asked for by.
 */
export { type PulledChart, pullChart, resolveDigest } from './pull.ts';
export { formatOciReference, type OciReference, parseOciReference } from './reference.ts';
export { Registry, type RegistryRequest } from './registry.ts';
export { chooseTag, listVersions } from './tags.ts';
