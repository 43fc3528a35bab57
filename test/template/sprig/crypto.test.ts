import { createDecipheriv, createHash } from 'node:crypto';
import { compareSync } from 'bcryptjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cryptoFuncs } from '../../../src/template/sprig/crypto.ts';
import derived from './derived-passwords.json' with { type: 'json' };
import { callOf } from './world.ts';

const it = suite('sprig crypto');
const call = callOf(cryptoFuncs);
const base64 = (text: string) => Buffer.from(text).toString('base64');

// sprig v3.3.0, Go 1.26
const results: readonly (readonly [name: string, args: readonly unknown[], result: string])[] = [
  ['adler32sum', ['hello'], '103547413'],
  ['adler32sum', [''], '1'],
  ['adler32sum', ['\udcff'.repeat(10_000)], '3055807275'],
  ['sha1sum', ['\udcff'], '85e53271e14006f0265921d02d4d736cdc580b0b'],
  ['sha256sum', [''], 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [
    'sha512sum',
    ['ü'],
    '230a068990071d4a606ff63325712a2f12bb1f1f0be551f418127a94e9c26bb2c788711dd5a7d3efb69c5a7441a530c4c212fa90ca907c2e052bca893f1d9185',
  ],
  ['bcrypt', ['x'.repeat(73)], 'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes'],
  ['bcrypt', [`${'ü'.repeat(36)}x`], 'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes'],
  ['htpasswd', ['a:b', 'c'], 'invalid username: a:b'],
  [
    'htpasswd',
    ['u', 'x'.repeat(73)],
    'u:failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes',
  ],
  ['encryptAES', ['a', ''], ''],
  ['decryptAES', ['a', ''], ''],
  ['decryptAES', ['a', base64('0123456789abcdef0123456789abcdef')], ''],
];

for (const [name, args, result] of results) {
  it(`${name} ${args.map((arg) => JSON.stringify(arg).slice(0, 40)).join(' ')}`, () => {
    assert.is(call(name, ...args), result);
  });
}

const failures: readonly (readonly [text: string, password: string, message: string])[] = [
  ['!', 'a', 'illegal base64 data at input byte 0'],
  ['AAAA', 'a', 'runtime error: slice bounds out of range [:16] with capacity 3'],
  [base64('0123456789abcdef0'), 'a', 'crypto/cipher: input not full blocks'],
  [base64('0123456789abcdef'), 'a', 'runtime error: index out of range [-1]'],
  [base64('0123456789abcdef0123456789abcdef'), 'b', 'runtime error: slice bounds out of range [:-226]'],
];

for (const [text, password, message] of failures) {
  it(`decryptAES ${password} ${text}: ${message}`, () => {
    assert.throws(
      () => call('decryptAES', password, text),
      (error: Error) => error.message === message,
    );
  });
}

it('what encryptAES makes can be decrypted, by itself and by others', () => {
  for (const text of ['x', 'sixteen bytes!!!', 'ü'.repeat(50), '\udcff']) {
    assert.is(call('decryptAES', 'key', call('encryptAES', 'key', text)), text);
  }
  const bytes = Buffer.from(
    call('encryptAES', 'a longer password than the thirty-two bytes', 'plain') as string,
    'base64',
  );
  const key = Buffer.from('a longer password than the thirty-two bytes').subarray(0, 32);
  const cipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16));
  assert.is(cipher.update(bytes.subarray(16), undefined, 'utf8') + cipher.final('utf8'), 'plain');
});

it('bcrypt hashes compare', () => {
  for (const password of ['', 'x', 'pässword', 'x'.repeat(72)]) {
    const hash = call('bcrypt', password) as string;
    assert.match(hash, /^\$2a\$10\$[./A-Za-z0-9]{53}$/);
    assert.ok(compareSync(password, hash));
    assert.not.ok(compareSync(`${password.slice(1)}y`, hash));
  }
  const [user, hash] = (call('htpasswd', 'me', 'secret') as string).split(':');
  assert.is(user, 'me');
  assert.ok(compareSync('secret', hash!));
});

it(`derivePassword, as sprig does ${derived.cases.length} times`, () => {
  for (const [counter, type, password, user, site, result] of derived.cases) {
    assert.is(call('derivePassword', counter, type, password, user, site), result);
  }
});

it('digests are of bytes', () => {
  const text = 'a😀\udc80';
  const bytes = Buffer.concat([Buffer.from('a😀'), Buffer.of(0x80)]);
  assert.is(call('sha256sum', text), createHash('sha256').update(bytes).digest('hex'));
});

it.run();
