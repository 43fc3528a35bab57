import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withRegistry } from '../../src/image/registry/options.ts';
import { settingsWith } from '../repository/support/charts.ts';
import { failureOf } from './support/images.ts';

const it = suite('references of images');

for (const reference of ['nginx', 'http://r.example.com/web:1', 'r.example.com/Web:1', 'r.example.com/web:a b']) {
  it(`${reference} is refused by its name, and in words of images`, async () => {
    const options = { settings: settingsWith(), accessOf: () => ({}) };
    const { code, message, hint } = await failureOf(withRegistry(reference, options, async () => undefined));
    assert.is(code, 'REPOSITORY_INVALID');
    assert.ok(message.startsWith(`${reference} names no image: invalid reference: `), message);
    assert.match(hint ?? '', 'host/path/image:tag');
  });
}

it.run();
