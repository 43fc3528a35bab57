import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseBindAddress } from '../../src/operator/bind-address.ts';

const it = suite('bind address');

for (const [text, want] of [
  [':8080', { host: undefined, port: 8080 }],
  ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  ['localhost:65535', { host: 'localhost', port: 65535 }],
  ['[::1]:8443', { host: '::1', port: 8443 }],
  ['0', undefined],
  ['', undefined],
] as const) {
  it(`"${text}" is read`, () => assert.equal(parseBindAddress(text), want));
}

for (const text of ['8080', ':', ':http', ':65536', '::1:8080', '127.0.0.1', 'a b']) {
  it(`"${text}" is refused`, () => assert.throws(() => parseBindAddress(text), `"${text}" is no address to listen on`));
}

it.run();
