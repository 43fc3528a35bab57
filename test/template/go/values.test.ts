import { suite } from 'uvu';
import {
  deepEqual,
  isTrue,
  kindName,
  toBool,
  toFloat64,
  toInt64,
  toText,
  typeName,
} from '../../../src/template/go/index.ts';
import { bitsOf, checkVectors } from './vectors.ts';

const it = suite('go values');

it('types, kinds and truth are Go’s', () =>
  checkVectors('values', 'kind', ({ a: [value = null] }) => `${typeName(value)}|${kindName(value)}|${isTrue(value)}`));

it('deepEqual is reflect.DeepEqual', () =>
  checkVectors('values', 'eq', ({ a: [a = null, b = null] }) => `${deepEqual(a, b)}`));

it('casts read anything as spf13/cast does', () =>
  checkVectors('values', 'cast', ({ a: [value = null] }) => {
    const number = toInt64(value);
    return [number, bitsOf(toFloat64(value)), toText(value), toBool(value), number].join('|');
  }));

it.run();
