import { CapstanError } from '../../errors/index.ts';

/** @param from what names it: a flag, a file. @throws CapstanError USAGE */
export function checkNamespace(name: string, from: string): void {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return;
  throw new CapstanError('USAGE', `${from}: ${JSON.stringify(name)} is no name for a namespace`, {
    hint: 'use at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
  });
}
