import { readFileSync } from 'node:fs';
import type { AgentOptions } from 'node:https';
import { CapstanError, messageOf } from '../errors/index.ts';
import type { Access } from './settings.ts';

/** @throws CapstanError FILE_UNREADABLE */
export function tlsOptions(access: Access): AgentOptions {
  const { caFile, certFile, keyFile, insecureSkipTlsVerify } = access;
  return {
    ...(caFile ? { ca: read(caFile) } : {}),
    ...(certFile && keyFile ? { cert: read(certFile), key: read(keyFile) } : {}),
    ...(insecureSkipTlsVerify ? { rejectUnauthorized: false } : {}),
  };
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
