import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError, type ErrorCode } from '../../src/errors/index.ts';
import { type LookupQuery, renderChart, renderWithLookups, type Sources } from '../../src/render/index.ts';
import { failureOf } from '../chart/charts.ts';
import { chartOf, doc, inputOf } from './input.ts';

const it = suite('renderWithLookups');

const reading = (name: string) => `(lookup "v1" "ConfigMap" "a" ${name}).next`;
const chart = await chartOf({
  'x.yaml': `${doc('ConfigMap', 'x')}data:\n  end: {{ ${reading(reading('"one"'))} }}{{ ${reading('"one"')} }}\n`,
});

function render(lookup: NonNullable<Sources['lookup']>) {
  return renderWithLookups((asking) => renderChart({ ...inputOf(chart), ...asking }), { lookup });
}

it('asks once for each object, and again for what the answers lead to', async () => {
  const asked: string[] = [];
  const next: Record<string, string> = { one: 'two', two: 'three' };
  const { manifests } = await render(async ({ name }: LookupQuery) => {
    asked.push(name);
    return { next: next[name] ?? '' };
  });
  assert.equal(manifests[0]?.object['data'], { end: 'threetwo' });
  assert.equal(asked, ['one', 'two']);
});

for (const [what, code, want] of [
  ['a refusal', 'FORBIDDEN', 'FORBIDDEN'],
  ['a kind that is not known', 'KIND_UNKNOWN', 'KIND_UNKNOWN'],
  ['a server that is away', 'CONNECTION_FAILED', 'CONNECTION_FAILED'],
  ['a name that cannot be', 'OBJECT_INVALID', 'TEMPLATE_FAILED'],
] as const satisfies readonly (readonly [string, ErrorCode, ErrorCode])[]) {
  it(`${what} fails in the template's words, with the code that says whether it may pass`, async () => {
    const failure = await failureOf(() =>
      render(async () => {
        throw new CapstanError(code, 'the words', { status: 403 });
      }),
    );
    assert.is(failure.code, want);
    assert.match(
      failure.message,
      /executing "web\/templates\/x\.yaml" at <lookup .*: error calling lookup: the words$/,
    );
    assert.is(failure.place?.file, 'web/templates/x.yaml');
  });
}

it.run();
