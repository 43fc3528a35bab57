import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseWatchEvent } from '../../src/cluster/watch-events.ts';
import { CapstanError } from '../../src/errors/index.ts';

const secret = 'c2VjcmV0LXBhc3N3b3Jk';
const metadata = { name: 'a', resourceVersion: '7' };

const it = suite('parseWatchEvent');
for (const type of ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'] as const) {
  it(`reads ${type}`, () => {
    const object = { kind: 'Secret', apiVersion: 'v1', metadata, data: { password: secret } };
    assert.equal(parseWatchEvent(JSON.stringify({ type, object })), { type, object });
  });
}

const status = (fields: object) =>
  JSON.stringify({ type: 'ERROR', object: { kind: 'Status', status: 'Failure', ...fields } });
for (const [what, line, code, httpStatus, message] of [
  [
    'an expired position',
    status({ code: 410, reason: 'Expired', message: 'too old resource version: 1 (9)' }),
    'WATCH_EXPIRED',
    410,
    'too old resource version: 1 (9)',
  ],
  ['an expired position without a number', status({ reason: 'Gone', message: 'gone' }), 'WATCH_EXPIRED', 500, 'gone'],
  [
    'a failure of the server',
    status({ code: 500, reason: 'InternalError', message: 'boom' }),
    'API_ERROR',
    500,
    'boom',
  ],
  ['a failure without words', status({}), 'API_ERROR', 500, 'no reason given'],
  [
    'a line that was cut',
    `{"type":"ADDED","object":{"metadata":{"name":"a"},"data":{"password":"${secret}`,
    'API_ERROR',
    undefined,
    'the watch sent a line that is not JSON',
  ],
  ['a page of a proxy', `<html>${secret}</html>`, 'API_ERROR', undefined, 'the watch sent a line that is not JSON'],
  ['a text', JSON.stringify(secret), 'API_ERROR', undefined, 'the watch sent a line that is not an event'],
  ['null', 'null', 'API_ERROR', undefined, 'the watch sent a line that is not an event'],
  ['a list', '[1]', 'API_ERROR', undefined, 'the watch sent a line that is not an event'],
  [
    'an unknown type',
    JSON.stringify({ type: secret, object: { metadata } }),
    'API_ERROR',
    undefined,
    'the watch sent an event of an unknown type',
  ],
  ['no object', JSON.stringify({ type: 'ADDED' }), 'API_ERROR', undefined, 'the watch sent an event without an object'],
  [
    'no version',
    JSON.stringify({ type: 'ADDED', object: { metadata: { name: 'a' } } }),
    'API_ERROR',
    undefined,
    'the watch sent an event ADDED without a resourceVersion',
  ],
] as const) {
  it(`throws ${code} for ${what}, without quoting it`, () => {
    try {
      parseWatchEvent(line);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, CapstanError);
      const { code: thrown, status, message: words, cause } = error as CapstanError;
      assert.equal([thrown, status, words], [code, httpStatus, message]);
      assert.is(cause, undefined);
    }
  });
}
it.run();
