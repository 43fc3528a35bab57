import { randomBytes } from 'node:crypto';
import { compareSync } from 'bcryptjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { htpasswdLine, isHtpasswdOf } from '../../../src/operator/sources/htpasswd.ts';

const it = suite('lines of htpasswd');

/** Of another program: htpasswd -nbB user secret. */
const theirs = 'user:$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC';

it('a line is the user and a cheap hash that verifies the password', () => {
  const line = htpasswdLine('admin', 'secret', randomBytes);
  const [, hash = ''] = /^admin:(\$2a\$05\$.{53})$/.exec(line) ?? [];
  assert.ok(compareSync('secret', hash));
  assert.is.not(htpasswdLine('admin', 'secret', randomBytes), line);
});

it('a line is told from one of another user, another password, and no line at all', () => {
  const line = htpasswdLine('admin', 'secret', randomBytes);
  for (const [text, user, password, want] of [
    [line, 'admin', 'secret', true],
    [`${line}\n`, 'admin', 'secret', true],
    [line, 'admin', 'Secret', false],
    [line, 'adm', 'secret', false],
    [`other:${line.slice(6)}`, 'admin', 'secret', false],
    [theirs, 'user', 'myPassword', true],
    [theirs, 'user', 'mypassword', false],
    ['', 'admin', 'secret', false],
    ['admin:', 'admin', 'secret', false],
    [`admin:${'a'.repeat(60)}`, 'admin', 'secret', false],
  ] as const) {
    assert.is(isHtpasswdOf(text, user, password), want, text);
    assert.is(isHtpasswdOf(text, user, password), want, `${text}, asked again`);
  }
});

it.run();
