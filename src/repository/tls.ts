import { readFileSync } from 'node:fs';
import type { AgentOptions } from 'node:https';
import { CapstanError, messageOf } from '../errors/index.ts';
import type { Access } from './settings.ts';

/** @throws CapstanError FILE_UNREADABLE */
export function tlsOptions(access: Access): AgentOptions {
  const { caFile, certFile, keyFile, insecureSkipTlsVerify } = access;
  return {
    ...(caFile ? { ca: readAuthority(caFile) } : {}),
    ...(certFile && keyFile ? { cert: read(certFile), key: read(keyFile) } : {}),
    ...(insecureSkipTlsVerify ? { rejectUnauthorized: false } : {}),
  };
}

/** Node.js takes a file without a certificate, and then trusts nobody. */
function readAuthority(file: string): Buffer {
  const text = read(file);
  if (/^-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/m.test(text.toString('latin1'))) return text;
  throw new CapstanError(
    'FILE_UNREADABLE',
    `can't create TLS config for client: failed to append certificates from file: ${file}`,
    { place: { file }, hint: 'it holds no certificate in PEM: -----BEGIN CERTIFICATE-----' },
  );
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CapstanError('FILE_UNREADABLE', `can't create TLS config for client: ${messageOf(error)}`, {
      place: { file },
      cause: error,
    });
  }
}
