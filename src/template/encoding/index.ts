/**
 * Data as text and back, as Helm's templates have it: toYaml, fromYaml, toJson, toToml … of pkg/engine/funcs.go, and
 * sprig's toJson family.
 *
 * toYaml goes through JSON in Go (bytes become base64, nil maps null, control characters may be lost) and then through
 * go-yaml v2's emitter; here values are written at once, with the same bytes. toYamlPretty is go-yaml v3 without JSON.
 * Helm's functions never fail: what cannot be written is '', what cannot be read is a map with the key `Error`, or a list
 * of the message. Its toJson and fromJson take the place of sprig's of the same name.
 */
export { fromYaml } from './from-text.ts';
export { encodingFuncs } from './helm-funcs.ts';
export { jsonFuncs } from './json-funcs.ts';
export { toYaml } from './to-yaml.ts';
