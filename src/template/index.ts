/**
 * Template languages behind one interface: text in, text out. An engine knows no chart and no cluster; what a template
 * may see is the data it is given and the functions of its language.
 *
 * A set of templates is compiled together, once, so that each can include the others by name; rendering compiles
 * nothing. The ending of a file's name chooses the engine: `.eta` is Eta, all else is a Go template, as in Helm.
 * Errors carry the place in the template as its author wrote it, never in compiled code.
 *
 * `go/` has Go's values and the parts of its library that show in texts, `gotpl/` the language, `sprig/` and `encoding/` its
 * functions, `helm/` what Helm adds to them; `text/` is for texts that stand alone; `eta/` is the other language,
 * `portable/` makes Go templates of it.
 */
export { toYaml } from './encoding/index.ts';
export type { CompiledTemplates, Engine, TemplateSource } from './engine.ts';
export { engineFor, engines } from './engines.ts';
export {
  byteLength,
  compareText,
  formatDuration,
  fromBytes,
  func,
  GoError,
  type GoMap,
  int,
  int64,
  isNilValue,
  type List,
  quote,
  Struct,
  type StructType,
  sprintf,
  trimSpace,
  typedList,
  typedMap,
  type Value,
  type World,
} from './go/index.ts';
export { asChartValues, createHelmWorld, executionOrder, type HelmWorld, type WorldOptions } from './helm/index.ts';
export { compilePortable } from './portable/index.ts';
export {
  type CertificateTemplate,
  certificateTemplate,
  checkIpv6,
  compileRegex,
  createCertificate,
  hostnameOf,
  parseCertificate,
  parseIp,
  parseRequestUrl,
  parseUrl,
  type RegexPattern,
  toByteText,
} from './sprig/index.ts';
export { compileText, repeatableFuncs, slimFuncs, type TextTemplate } from './text/index.ts';
