import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { expandEnv } from '../../../src/operator/watches/expand-env.ts';

const it = suite('expand env');
const env = { NAME: 'value', EMPTY: '', _a1: 'under', DOLLAR: '$NAME', '1': 'one' };

/** The results of Go's os.ExpandEnv for the same environment. */
for (const [text, want] of [
  ['plain', 'plain'],
  ['$NAME', 'value'],
  ['${NAME}', 'value'],
  ['a-$NAME-b', 'a-value-b'],
  ['${NAME}S', 'valueS'],
  ['$NAMES', ''],
  ['$UNSET', ''],
  ['[$EMPTY]', '[]'],
  ['$_a1.x', 'under.x'],
  ['$NAME$NAME', 'valuevalue'],
  ['$DOLLAR', '$NAME'],
  ['$', '$'],
  ['a$', 'a$'],
  ['$.x', '$.x'],
  ['$ NAME', '$ NAME'],
  ['$$NAME', 'NAME'],
  ['$1x', 'onex'],
  ['$*', ''],
  ['${}', ''],
  ['a${NAME', 'aNAME'],
  ['${NAME:-x}', ''],
] as const) {
  it(`"${text}" becomes "${want}"`, () => assert.is(expandEnv(text, env), want));
}

it.run();
