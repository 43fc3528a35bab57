import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ReleaseRecord, redact } from '../../src/release/index.ts';
import { maskValues, secretTextsOf } from '../../src/view/index.ts';

const it = suite('what is secret of a release');

const record = (stringData: object): ReleaseRecord => ({
  name: 'omegaml',
  namespace: 'omegaml-services',
  version: 2,
  info: { first_deployed: '', last_deployed: '', deleted: '', description: '', status: 'failed' },
  chart: {
    metadata: { name: 'omegaml-tenant', version: '1' },
    lock: null,
    templates: [],
    values: {},
    schema: null,
    files: [],
  },
  config: {},
  manifest: `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData })}\n`,
});

const names = { user: 'omegaml', database: 'omegaml-services', app: 'omegaml-tenant' };

it('names of the release are not, whatever its Secrets hold', () => {
  const secrets = secretTextsOf(record({ ...names, password: 'hunter22' }));
  const words = 'Upgrade "omegaml" failed: omegaml-services/omegaml-tenant: got hunter22';
  assert.is(redact(words, secrets), words.replace('hunter22', '****'));
  assert.equal(maskValues({ ...names, password: 'hunter22' }, secrets), { ...names, password: '****' });
});

it('a text that holds a name is', () => {
  const secrets = secretTextsOf(record({ password: 'omegaml-hunter22' }));
  assert.is(redact('omegaml: got omegaml-hunter22', secrets), 'omegaml: got ****');
});

it('nothing is where nothing is recorded', () => assert.is(secretTextsOf(undefined).size, 0));

it.run();
