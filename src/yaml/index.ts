/**
 * YAML in and out, as Helm's users know it.
 *
 * Reading agrees with Go's sigs.k8s.io/yaml (yaml.v2 below it), because charts were written against it: YAML 1.1 words
 * are booleans (yes, on, y), 0777 is octal, timestamps stay strings, merge keys are followed, keys become strings, and
 * what JSON cannot hold (.nan, .inf) is an error. Unlike it, a duplicate key is an error unless the caller says
 * otherwise. What comes out is JSON data in the document's own key order, deeply frozen.
 *
 * Writing is block style as a person writes it: a string is quoted only where YAML 1.1 or 1.2 would read something else.
 * `encodeScalar` writes one scalar on one line, safe at any place where a whole YAML value or key may stand.
 */
export {
  findJsonFault,
  formatFloat,
  type GoJson,
  type GoJsonOptions,
  type GoYamlOptions,
  isReadAsString,
  readGoJson,
  readGoYaml,
  unmarshalJson,
} from './go/index.ts';
export { type ParseYamlOptions, parseYaml, parseYamlDocuments } from './parse.ts';
export { encodeScalar, quote } from './quote.ts';
export { stringifyYaml } from './stringify.ts';
