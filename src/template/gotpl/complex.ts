import { formatFloat, GoError, Struct, type StructType } from '../go/index.ts';
import type { Complex } from './nodes.ts';

/** A complex number: templates can write one, print it, and compare it with another. */
export const complexType: StructType = {
  name: 'complex128',
  kind: 'complex128',
  text: printComplex,
  json: () => {
    throw new GoError('json: unsupported type: complex128');
  },
};

export function complexValue(complex: Complex): Struct {
  return new Struct(complexType, new Map(), complex);
}

function printComplex({ self }: Struct): string {
  const [real, imaginary] = self as Complex;
  const text = formatFloat(imaginary, 'g', -1);
  return `(${formatFloat(real, 'g', -1)}${/^[+-]/.test(text) ? '' : '+'}${text}i)`;
}
