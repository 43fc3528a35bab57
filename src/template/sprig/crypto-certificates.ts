import {
  type Funcs,
  formatValue,
  fromBytes,
  func,
  GoError,
  type List,
  type Run,
  running,
  Struct,
  type StructType,
  type Value,
} from '../go/index.ts';
import {
  type CertificateTemplate,
  createCertificate,
  decodeBase64,
  decodePem,
  encodePem,
  formatKey,
  generateKey,
  generateRsaKey,
  type PrivateKey,
  parseCertificate,
  parseIp,
  parseKey,
} from './crypto/index.ts';

/** Keys and certificates. What they are used for (server and client) and their key's size (RSA 2048) is sprig's choice. */
export const certificateFuncs: Funcs = {
  genPrivateKey: func(['string'], (type) => {
    const key = generateKey(type);
    return key ? formatKey(key) : `Unknown type ${type}`;
  }),
  buildCustomCert: func(['string', 'string'], buildCustomCert),
  genCA: running(['string', 'int'], (run, name, days) => authority(run, name, days, newKey())),
  genCAWithKey: running(['string', 'int', 'string'], (run, name, days, key) =>
    authority(run, name, days, parseGivenKey(key)),
  ),
  genSelfSignedCert: running(['string', 'list', 'list', 'int'], (run, name, ips, dnsNames, days) =>
    selfSigned(run, newKey(), name, ips, dnsNames, days),
  ),
  genSelfSignedCertWithKey: running(
    ['string', 'list', 'list', 'int', 'string'],
    (run, name, ips, dnsNames, days, key) => selfSigned(run, parseGivenKey(key), name, ips, dnsNames, days),
  ),
  genSignedCert: running(
    ['string', 'list', 'list', 'int', 'sprig.certificate'],
    (run, name, ips, dnsNames, days, signer) => signed(run, newKey(), signer, name, ips, dnsNames, days),
  ),
  genSignedCertWithKey: running(
    ['string', 'list', 'list', 'int', 'sprig.certificate', 'string'],
    (run, name, ips, dnsNames, days, signer, key) => signed(run, parseGivenKey(key), signer, name, ips, dnsNames, days),
  ),
};

const certificateType: StructType = { name: 'sprig.certificate', kind: 'struct' };

function certificate(cert: string, key: string): Struct {
  return new Struct(
    certificateType,
    new Map([
      ['Cert', cert],
      ['Key', key],
    ]),
  );
}

const newKey = () => generateRsaKey(2048);

function parseGivenKey(pem: string): PrivateKey {
  return prefixed('parsing private key', () => parseKey(pem));
}

function authority(run: Run, name: string, days: number, key: PrivateKey): Struct {
  const template = { ...templateOf(run, name, [], [], days), isAuthority: true };
  return issue(key, () => createCertificate(template, key, key));
}

function selfSigned(run: Run, key: PrivateKey, name: string, ips: List, dnsNames: List, days: number): Struct {
  const template = templateOf(run, name, ips, dnsNames, days);
  return issue(key, () => createCertificate(template, key, key));
}

function signed(
  run: Run,
  key: PrivateKey,
  signer: Struct,
  name: string,
  ips: List,
  dnsNames: List,
  days: number,
): Struct {
  const block = decodePem(signer.fields.get('Cert') as string);
  if (!block) throw new GoError('unable to decode certificate');
  const issuer = prefixed('error parsing certificate: decodedSignerCert.Bytes', () => parseCertificate(block.bytes));
  const signingKey = prefixed('error parsing private key', () => parseKey(signer.fields.get('Key') as string));
  const template = templateOf(run, name, ips, dnsNames, days);
  return issue(key, () => createCertificate(template, key, signingKey, issuer));
}

function issue(key: PrivateKey, create: () => Buffer): Struct {
  const der = prefixed('error creating certificate', create);
  return certificate(encodePem('CERTIFICATE', der), formatKey(key));
}

const nanosecondsPerDay = 86_400_000_000_000n;

/** A span of more than 292 years overflows Go's time.Duration, and so does it here. */
function templateOf(run: Run, commonName: string, ips: List, dnsNames: List, days: number): CertificateTemplate {
  const addresses = ips.map(toIp);
  const names = dnsNames.map(toDnsName);
  const now = run.world.now();
  return {
    commonName,
    ips: addresses,
    dnsNames: names,
    isAuthority: false,
    notBefore: toSeconds(now),
    notAfter: toSeconds(now + BigInt.asIntN(64, BigInt(days) * nanosecondsPerDay)),
    serial: run.world.random(16),
  };
}

function toSeconds(nanoseconds: bigint): bigint {
  const rest = ((nanoseconds % second) + second) % second; // rounded down, also before 1970
  return (nanoseconds - rest) / second;
}

const second = 1_000_000_000n;

function toIp(value: Value): Uint8Array {
  if (typeof value !== 'string') throw new GoError(`error parsing ip: ${formatValue(value)} is not a string`);
  const ip = parseIp(value);
  if (!ip) throw new GoError(`error parsing ip: ${value}`);
  return ip;
}

function toDnsName(value: Value): string {
  if (typeof value === 'string') return value;
  throw new GoError(`error processing alternate dns name: ${formatValue(value)} is not a string`);
}

function buildCustomCert(encodedCert: string, encodedKey: string): Struct {
  const cert = decodeBase64(encodedCert);
  if (typeof cert === 'number') throw new GoError('unable to decode base64 certificate');
  const key = decodeBase64(encodedKey);
  if (typeof key === 'number') throw new GoError('unable to decode base64 private key');
  const block = decodePem(fromBytes(cert));
  if (!block) throw new GoError('unable to decode certificate');
  prefixed('error parsing certificate: decodedCert.Bytes', () => parseCertificate(block.bytes));
  prefixed('error parsing private key', () => parseKey(fromBytes(key)));
  return certificate(fromBytes(cert), fromBytes(key));
}

function prefixed<T>(prefix: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new GoError(`${prefix}: ${error.message}`, { cause: error });
  }
}
