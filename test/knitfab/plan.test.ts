import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPlan } from '../../src/knitfab/knitd/index.ts';

const it = suite('plans');

const input = { path: '/in', tags: ['type:photos'] };

it('are read as they are written, paths without what makes two texts of one', () => {
  const plan = readPlan({
    image: 'train:1',
    inputs: [{ path: '/data//in/', tags: ['type:photos'] }],
    resources: { cpu: 2, memory: '1.5Gi', 'example.com/gpu': '1' },
  });
  assert.equal(plan.inputs[0]?.path, '/data/in');
  assert.equal(plan.resources, { cpu: '2', memory: '1.5Gi', 'example.com/gpu': '1' });
});

for (const [what, given, reason] of [
  ['null', null, 'a plan is a table'],
  ['no image', { inputs: [input] }, 'needs an image'],
  ['an image with a blank', { image: 'a b', inputs: [input] }, 'needs an image'],
  ['no input', { image: 'x', inputs: [] }, 'needs an input'],
  ['no tags', { image: 'x', inputs: [{ path: '/in', tags: [] }] }, '/in has no tags'],
  ['a tag that is a number', { image: 'x', inputs: [{ path: '/in', tags: [7] }] }, 'tags of /in is a list of texts'],
  ['a path that is none', { image: 'x', inputs: [{ path: 'in', tags: ['a:b'] }] }, 'begins with /'],
  ['a path with a colon', { image: 'x', inputs: [{ path: '/a:b', tags: ['a:b'] }] }, 'has : or ..'],
  ['a path that leads up', { image: 'x', inputs: [{ path: '/a/../b', tags: ['a:b'] }] }, 'has : or ..'],
  ['the root', { image: 'x', inputs: [{ path: '//', tags: ['a:b'] }] }, 'nothing can be mounted at /'],
  ['one place twice', { image: 'x', inputs: [input], outputs: [{ ...input, path: '/in/' }] }, '/in is mounted twice'],
  ['an amount that is none', { image: 'x', inputs: [input], resources: { cpu: 'two' } }, 'two is no amount'],
  ['a negative amount', { image: 'x', inputs: [input], resources: { cpu: '-1' } }, '-1 is no amount'],
  ['a resource that is none', { image: 'x', inputs: [input], resources: { 'a b': '1' } }, 'a b is no resource'],
] as const) {
  it(`${what} is refused with a reason`, () => {
    assert.throws(
      () => readPlan(given),
      (error: { code?: string; message: string }) => error.code === 'REQUEST_INVALID' && error.message.includes(reason),
    );
  });
}

it.run();
