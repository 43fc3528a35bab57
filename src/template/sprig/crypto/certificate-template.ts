import type { CertificateTemplate } from './certificate.ts';

const skewSeconds = 300n; // clocks of those who check it may be behind
const secondsPerDay = 86_400n;

/**
 * A certificate for nobody yet, which counts from a little before now: names, addresses and rights are the caller's to add.
 * @param randomBytes for its serial number
 */
export function certificateTemplate(
  commonName: string,
  days: number,
  now: Date,
  randomBytes: (count: number) => Uint8Array,
): CertificateTemplate {
  const seconds = BigInt(Math.floor(now.getTime() / 1_000));
  return {
    commonName,
    dnsNames: [],
    ips: [],
    isAuthority: false,
    notBefore: seconds - skewSeconds,
    notAfter: seconds + BigInt(days) * secondsPerDay,
    serial: serialNumber(randomBytes),
  };
}

/** 16 bytes, positive and without a leading zero. */
function serialNumber(randomBytes: (count: number) => Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(randomBytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}
