/**
 * Keys and certificates, as Go's crypto/x509 and encoding/pem make and read them.
 *
 * Keys are generated and used by Node; the certificate's bytes are put together here, with the same fields, extensions
 * and order as Go's, because charts' certificates are compared by people and by tools that know Go's. Times, serial
 * numbers and all else that differs from run to run are given by the caller; keys are not: they are random for good.
 * Whatever fails says so in Go's words.
 */
export { decodeBase64, illegalBase64 } from './base64.ts';
export { type CertificateTemplate, createCertificate, type Issuer } from './certificate.ts';
export { certificateTemplate } from './certificate-template.ts';
export { parseIp } from './extensions.ts';
export { formatKey, generateKey, generateRsaKey, type PrivateKey, parseKey } from './keys.ts';
export { parseCertificate } from './parse-certificate.ts';
export { decodePem, encodePem, type PemBlock } from './pem.ts';
