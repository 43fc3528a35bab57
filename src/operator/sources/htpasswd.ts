import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { RandomBytes } from './random-text.ts';

/** `user:hash`, as web servers and proxies read it. */
export function htpasswdLine(user: string, password: string, randomBytes: RandomBytes): string {
  const { encodeBase64, hashSync } = bcryptjs();
  const line = `${user}:${hashSync(password, `${saltStart}${encodeBase64(randomBytes(16), 16)}`)}`;
  remember(line, password);
  return line;
}

/**
 * Cost 5, that of htpasswd itself: a proxy hashes the password anew at every request. A higher one is for passwords that can
 * be guessed, and these are random texts.
 */
const saltStart = '$2a$05$';

/** Whether the line is this user's, and its hash this password's. */
export function isHtpasswdOf(line: string, user: string, password: string): boolean {
  if (!line.startsWith(`${user}:`)) return false;
  if (verified.has(digestOf(line, password))) return true;
  const hash = line.slice(user.length + 1).trimEnd();
  if (!bcryptHash.test(hash) || !bcryptjs().compareSync(password, hash)) return false;
  remember(line, password);
  return true;
}

const bcryptHash = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/** Digests of lines and passwords that belong together: to find out takes up to a tenth of a second, which every look would cost. */
const verified = new Set<string>();
const verifiedAtMost = 10_000;

function remember(line: string, password: string): void {
  if (verified.size >= verifiedAtMost) verified.clear();
  verified.add(digestOf(line, password));
}

function digestOf(line: string, password: string): string {
  return createHash('sha256').update(`${line}\n${password}`).digest('base64');
}

const require = createRequire(import.meta.url);

/** Only who has such a line pays for it. */
function bcryptjs(): typeof import('bcryptjs') {
  return require('bcryptjs');
}
