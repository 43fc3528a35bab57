import { posix } from 'node:path';
import { CapstanError } from '../../errors/index.ts';

export interface Source {
  readonly url: string;
  /** Of an https address, kept out of it: what stands on a command line all of the machine can read. */
  readonly login?: string;
  /** A branch, a tag, a commit's whole hash, or HEAD. */
  readonly ref: string;
  /** The address without user and password. */
  readonly title: string;
}

/**
 * `URL[#REF]`: https, ssh (also as `git@host:path`) and file alone. What git would take for an option, and transports that
 * run a program (`ext::`), are refused.
 * @param path of the file in the repository
 * @throws CapstanError STEP_INVALID
 */
export function parseSource(address: string, path: string): Source {
  const [url = '', ref = 'HEAD', ...more] = address.split('#');
  if (url === '') throw invalid('the step names no repository', 'write: URL#REF PATH ARGUMENTS');
  if (!isAllowed(url))
    throw invalid(
      `the address ${withoutUser(address)} is none that is fetched from`,
      'use https://, ssh:// or file://',
    );
  if (more.length > 0 || !isRef(ref)) throw invalid(`${JSON.stringify(ref)} cannot be a branch, a tag or a commit`);
  if (path === '') throw invalid('the step names no file of the repository', 'write: URL#REF PATH ARGUMENTS');
  if (!isInside(path)) throw invalid(`the path ${JSON.stringify(path)} leads out of the repository`);
  return { ...withoutLogin(url), ref, title: ref === 'HEAD' ? withoutUser(url) : `${withoutUser(url)}#${ref}` };
}

function isAllowed(url: string): boolean {
  if (/[\s\0]/.test(url) || url.includes('::')) return false;
  if (/^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][\w.-]*:[^-]/.test(url)) return true; // ssh as scp writes it
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'file:') return hostname === '' || hostname === 'localhost';
  return (protocol === 'https:' || protocol === 'ssh:') && hostname !== '' && !hostname.startsWith('-');
}

/** Narrower than git's own rule. */
function isRef(ref: string): boolean {
  return /^[A-Za-z0-9_][\w./+@-]*$/.test(ref) && !ref.includes('..') && !ref.includes('@{') && !ref.endsWith('.lock');
}

function isInside(path: string): boolean {
  const plain = posix.normalize(path);
  return (
    !posix.isAbsolute(plain) &&
    plain !== '.' &&
    plain !== '..' &&
    !plain.startsWith('../') &&
    !path.startsWith('-') &&
    plain.split('/')[0] !== '.git'
  );
}

/** Any text with addresses in it, for people: without users and passwords. */
export function withoutUser(text: string): string {
  return text.replace(/\b([a-z][a-z\d+.-]*:\/\/)[^\s/?#]*@/gi, '$1');
}

function withoutLogin(url: string): Pick<Source, 'url' | 'login'> {
  if (!/^https:/i.test(url)) return { url }; // of ssh the user is no secret, and belongs to the address
  const { username, password } = new URL(url);
  if (username === '' && password === '') return { url };
  return { url: withoutUser(url), login: `${decoded(username)}:${decoded(password)}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that stands for itself
  }
}

function invalid(message: string, hint?: string): CapstanError {
  return new CapstanError('STEP_INVALID', message, hint === undefined ? {} : { hint });
}
