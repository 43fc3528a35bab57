import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { complain } from '../../../src/chart/schema/index.ts';
import { parseWatches } from '../../../src/operator/watches/file.ts';
import { watchesSchema } from '../../../src/operator/watches/index.ts';
import { parseYaml } from '../../../src/yaml/index.ts';

const it = suite('watches docs');
const schema = JSON.stringify(watchesSchema());
const head = '- group: a.io\n  version: v1\n  kind: Web\n  chart: charts/web\n';

for (const page of ['docs/reference/watches.md', 'docs/guide/watches-options.md']) {
  const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');
  const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, example = '']) => example);

  it(`${page} has examples`, () => assert.ok(examples.length > 5));

  examples.forEach((example, index) => {
    const [line = ''] = example.split('\n');
    it(`${page}, example ${index + 1} (${line}) is read without a warning, and valid for the schema`, () => {
      const isList = example.startsWith('- ') || example.startsWith('#');
      const file = isList ? example : head + example.replace(/^(?=.)/gm, '  ');
      const warnings: string[] = [];
      parseWatches(file, page, { RELATED_IMAGE_WEB: 'web:1' }, (warning) => warnings.push(warning));
      const ignored = example.trim().startsWith('#') ? ['lists no resource'] : [];
      assert.is(warnings.filter((warning) => !ignored.some((one) => warning.includes(one))).join('\n'), '');
      const entries = parseYaml(file, { file: page }) ?? [];
      assert.is(complain(entries as never, schema)?.text, undefined);
    });
  });
}

it.run();
