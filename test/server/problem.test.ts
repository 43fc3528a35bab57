import { HTTPException } from 'hono/http-exception';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError, catalogue, type ErrorCode } from '../../src/errors/index.ts';
import { problemOf, problemOfFields, statusOf } from '../../src/server/problem.ts';

const it = suite('problem');

it('an error of the catalogue says its code, words and hint', () => {
  const problem = problemOf(new CapstanError('LIMIT_REACHED', 'no more than 1', { hint: 'remove one' }));
  assert.equal(problem, {
    type: '/docs/errors#LIMIT_REACHED',
    title: catalogue.LIMIT_REACHED.title,
    status: 409,
    detail: 'no more than 1',
    code: 'LIMIT_REACHED',
    hint: 'remove one',
  });
});

it('a bug says nothing of itself to those who ask', () => {
  const problem = problemOf(new TypeError('password=swordfish is undefined'));
  assert.is(problem.status, 500);
  assert.not.match(JSON.stringify(problem), 'swordfish');
});

for (const [what, error, status] of [
  ['a body that is no JSON', new HTTPException(400, { message: 'Malformed JSON in request body' }), 400],
  ['a body of another type', new HTTPException(415, { message: 'Unsupported Media Type' }), 415],
  ['what stops', Object.assign(new Error('stopped'), { name: 'AbortError' }), 503],
] as const) {
  it(`${what} answers ${status}`, () => assert.is(problemOf(error).status, status));
}

it('fields that are wrong are listed, and told in one line too', () => {
  const errors = [
    { path: 'body.phase', message: 'is no phase' },
    { path: 'body.user', message: 'is no name' },
  ];
  const problem = problemOfFields(errors);
  assert.equal(problem.errors, errors);
  assert.is(problem.detail, 'body.phase: is no phase; body.user: is no name');
  assert.is(problem.status, 400);
});

it('a code that nobody thought of here is a fault of the server', () => {
  const codes = Object.keys(catalogue) as ErrorCode[];
  assert.ok(codes.every((code) => statusOf(code) >= 400));
  assert.is(statusOf('TEMPLATE_FAILED'), 500);
});

for (const code of ['22003', '22021', '22P05']) {
  it(`what the database cannot hold (${code}) is the request's fault, and none of its words are told`, () => {
    const problem = problemOf(Object.assign(new Error('invalid byte sequence for "UTF8"'), { code }));
    assert.equal([problem.status, problem.code], [400, 'REQUEST_MALFORMED']);
    assert.not.match(problem.detail, 'UTF8');
  });
}

it.run();
