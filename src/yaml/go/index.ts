/**
 * YAML and JSON as Go reads them, for Helm's charts.
 *
 * A chart's author sees what sigs.k8s.io/yaml makes of a text: which ones it takes, what they mean, and the words of its
 * errors, which templates print (`fromYaml`) and scripts look for. So this is go-yaml v2's way step by step: input (bytes
 * and characters) > scanner (tokens, as libyaml's) > parser (nodes) > decode (data, as YAML > JSON > Go makes it).
 * It reads the first document of a text and nothing behind it. The other reader, `../parse.ts`, is for Capstan's own
 * files: all documents, strict, with columns in its errors.
 */
export { type GoJson, type GoJsonOptions, readGoJson, unmarshalJson } from './json.ts';
export { findJsonFault } from './json-problem.ts';
export { formatFloat } from './numbers.ts';
export { type GoYamlOptions, readGoYaml } from './read.ts';
export { isReadAsString } from './resolve.ts';
