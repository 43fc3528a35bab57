import { CapstanError } from '../errors/index.ts';

/**
 * Signatures are OpenPGP's, which nothing here can check: whoever asks for it must not believe that it was done.
 * @throws CapstanError VERIFICATION_UNSUPPORTED
 */
export function refuseVerification(name: string): never {
  throw new CapstanError('VERIFICATION_UNSUPPORTED', `the signature of ${name} cannot be verified by capstan`);
}
