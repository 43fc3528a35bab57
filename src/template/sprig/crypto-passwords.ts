import { createHmac, scryptSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { byteLength, type Funcs, func, type Run, running, toBytes } from '../go/index.ts';

const require = createRequire(import.meta.url);

export const passwordFuncs: Funcs = {
  bcrypt: running(['string'], bcrypt),
  htpasswd: running(['string', 'string'], (run, user, password) =>
    user.includes(':') ? `invalid username: ${user}` : `${user}:${bcrypt(run, password)}`,
  ),
  derivePassword: func(['uint32', 'string', 'string', 'string', 'string'], derivePassword),
};

const maxBcryptBytes = 72;

function bcrypt(run: Run, password: string): string {
  if (byteLength(password) > maxBcryptBytes) {
    return 'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes';
  }
  const { encodeBase64, hashSync } = require('bcryptjs') as typeof import('bcryptjs');
  return hashSync(password, `$2a$10$${encodeBase64(run.world.random(16), 16)}`);
}

/** The Master Password algorithm (versions before 3), as sprig has it: the password of a site is derived, never kept. */
function derivePassword(counter: number, type: string, password: string, user: string, site: string): string {
  const templates = passwordTemplates[type];
  if (!templates) return `cannot find password template ${type}`;
  const salt = Buffer.concat([scope, uint32(byteLength(user)), toBytes(user)]);
  const key = scryptSync(toBytes(password), salt, 64, { N: 32_768, r: 8, p: 2, maxmem: 128 * 1024 * 1024 });
  const seed = createHmac('sha256', key)
    .update(Buffer.concat([scope, uint32(byteLength(site)), toBytes(site), uint32(counter)]))
    .digest();
  const template = templates[seed[0]! % templates.length]!;
  return [...template]
    .map((element, i) => {
      const characters = templateCharacters[element]!;
      return characters[seed[i + 1]! % characters.length];
    })
    .join('');
}

const scope = Buffer.from('com.lyndir.masterpassword');

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const passwordTemplates: Readonly<Record<string, readonly string[]>> = Object.assign(Object.create(null), {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: (
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv ' +
    'CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv ' +
    'CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno'
  ).split(' '),
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
});

const vowels = 'AEIOU';
const consonants = 'BCDFGHJKLMNPQRSTVWXYZ';
const anyLetter = vowels + vowels.toLowerCase() + consonants + consonants.toLowerCase();

const templateCharacters: Readonly<Record<string, string>> = {
  V: vowels,
  C: consonants,
  v: vowels.toLowerCase(),
  c: consonants.toLowerCase(),
  A: vowels + consonants,
  a: anyLetter,
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${anyLetter}0123456789!@#$%^&*()`,
};
