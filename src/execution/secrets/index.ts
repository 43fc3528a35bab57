/**
 * Secrets: files that sops encrypted (for age or gpg keys), decrypted into the memory of this process and nowhere else.
 *
 * They go into the rendering of a chart, into the environment of terraform and of scripts. What is printed or recorded goes
 * through a masker that knows them.
 */
export { secretsOf } from './decrypt.ts';
export { type Masker, maskedError, maskerOf } from './mask.ts';
