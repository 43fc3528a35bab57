import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPlaces } from '../../../src/cli/cloud/places.ts';
import { makeTools } from '../../../src/cli/cloud/tools.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { scratchFolder } from '../../support/scratch.ts';

const it = suite('tools of the execution tier');

it('a stop while sops is built ends as any failure does, with what to do', async () => {
  const folder = scratchFolder();
  const env = { HOME: folder, PATH: folder, XDG_CACHE_HOME: folder };
  const report = { step: () => {}, progress: () => {}, done: () => {}, line: () => {} };
  const options = { places: readPlaces({}, env), env, report, isVerbose: false, needsShims: false };
  const error = await makeTools(options, AbortSignal.abort())
    .program('sops')
    .then(
      () => undefined,
      (failure: unknown) => failure,
    );
  assert.ok(isCapstanError(error, 'TOOL_MISSING'), String(error));
  assert.match((error as Error).message, 'was broken off');
});

it.run();
