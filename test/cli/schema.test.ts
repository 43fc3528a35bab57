import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { watchesSchema } from '../../src/operator/index.ts';
import { parseYaml } from '../../src/yaml/index.ts';
import { capstan } from './support.ts';

const it = suite('capstan schema');

it('prints the schema of watches.yaml as JSON', async () => {
  const { code, stdout, stderr } = await capstan(['schema', 'watches']);
  assert.equal({ code, stderr }, { code: 0, stderr: '' });
  assert.equal(JSON.parse(stdout), JSON.parse(JSON.stringify(watchesSchema())));
  assert.is(JSON.parse(stdout).$schema, 'http://json-schema.org/draft-07/schema#');
});

it('prints it as YAML', async () => {
  const { code, stdout } = await capstan(['schema', 'watches', '-o', 'yaml']);
  assert.is(code, 0);
  assert.equal(parseYaml(stdout, { file: 'schema' }), JSON.parse(JSON.stringify(watchesSchema())));
});

it('knows no other file', async () => {
  const { code, stderr } = await capstan(['schema', 'values']);
  assert.is(code, 1);
  assert.match(stderr, 'USAGE');
});

it.run();
