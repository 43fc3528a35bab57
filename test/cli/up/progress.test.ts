import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Progress } from '../../../src/cli/up/progress.ts';

const it = suite('Progress');

function record(live: boolean) {
  const written: string[] = [];
  const progress = new Progress({ write: (text) => written.push(text) }, { live });
  return { progress, text: () => written.join('') };
}

it('elsewhere than on a terminal each step is one plain line', () => {
  const { progress, text } = record(false);
  progress.begin('first');
  progress.print('a line');
  progress.begin('second');
  progress.end('done');
  assert.is(text(), 'first …\na line\nsecond …\ndone\n');
});

it('on a terminal the step is redrawn below the lines that stay, and gone at the end', () => {
  const { progress, text } = record(true);
  progress.begin('first');
  progress.print('a line');
  progress.end('done');
  const erase = '\r\x1b[2K';
  assert.is(text(), `${erase}first … ${erase}a line\n${erase}first … ${erase}done\n`);
});

it('end without a step writes nothing', () => {
  const { progress, text } = record(true);
  progress.end();
  assert.is(text(), '');
});

it.run();
