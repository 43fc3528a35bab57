/**
 * Keys and certificates for the servers that an install exposes on the cluster's nodes.
 *
 * `issueAuthority` and `issueServer` make them (RSA, 4096 bits, ten years); `checkTls` looks at those that a person brings,
 * and at those of a settings folder each time they are used: pairs that are none, an authority that did not sign, and what
 * has run out are refused by the name of the file. Everything is PEM text; no file is read or written here, and no message
 * holds anything of a key.
 */
export { checkAuthority, checkTls, type PemFile, type Tls, uncoveredText } from './check.ts';
export { issueAuthority, issueServer, type KeyPair } from './issue.ts';
