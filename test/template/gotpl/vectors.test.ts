import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { executeVector, readVectors } from './vectors.ts';

const it = suite('gotpl vectors');

for (const { file, data, vectors } of readVectors()) {
  for (const vector of vectors) {
    const { text, missingKey = '', data: of = 0, out, error } = vector;
    it(`${file}: ${missingKey} ${JSON.stringify(text)}${of === 0 ? '' : ` of data ${of}`}`, () => {
      assert.equal(executeVector(vector, data[of]), error === undefined ? { out } : { error });
    });
  }
}

it.run();
