/**
 * The functions of sprig v3.3.0 that Helm's templates may call: all of its FuncMap but env and expandenv. A file is a
 * family, and ends in a table of its functions; what a function needs that is no one-liner has a file of its own.
 *
 * Invariants: parameters, results and their Go types are sprig's, as are the words of errors; a function that panics in
 * Go fails here with the panic's text, which is how a template sees it. What depends on the clock, chance or the network
 * asks the World of the run. Every family is checked against sprig itself.
 *
 * Helm puts its own toJson, fromJson and others over some of these.
 */
export { toByteText } from './byte-text.ts';
export {
  type CertificateTemplate,
  certificateTemplate,
  createCertificate,
  parseCertificate,
  parseIp,
} from './crypto/index.ts';
export { sprigFuncs } from './functions.ts';
export { compile as compileRegex, type Pattern as RegexPattern } from './regex-pattern.ts';
export { checkIpv6 } from './url-ip.ts';
export { hostnameOf, parseRequestUrl, parseUrl } from './url-parse.ts';
export type { Url } from './url-text.ts';
