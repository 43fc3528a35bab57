import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError, formatPlace } from '../../../src/errors/index.ts';
import { parseWatches } from '../../../src/operator/watches/file.ts';
import { defaultOptions } from '../../../src/operator/watches/watch.ts';

const it = suite('watches file');
const head = ['- group: a.io', '  version: v1', '  kind: Web', '  chart: charts/web'];
const env = { PROXY: 'http://proxy:3128', WORDS: 'a, "b"' };

function parse(lines: readonly string[]) {
  const warnings: string[] = [];
  const entries = parseWatches(`${lines.join('\n')}\n`, 'watches.yaml', env, (warning) => warnings.push(warning));
  return { entries: entries.map(({ entry }) => entry), warnings };
}

function failure(lines: readonly string[]): CapstanError {
  try {
    parse(lines);
  } catch (error) {
    if (error instanceof CapstanError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

it('the required fields alone give helm-operator’s defaults', () => {
  assert.equal(parse(head), {
    entries: [
      {
        gvk: { group: 'a.io', version: 'v1', kind: 'Web' },
        chart: 'charts/web',
        watchDependentResources: true,
        overrideValues: {},
        ...defaultOptions,
      },
    ],
    warnings: [],
  });
});

it('every field is read', () => {
  const { entries, warnings } = parse([
    ...head,
    '  watchDependentResources: false',
    '  reconcilePeriod: 1h30m',
    '  dryRunOption: server',
    '  selector:',
    '    matchLabels: {tier: front}',
    '    matchExpressions:',
    '      - {key: env, operator: NotIn, values: [test, dev]}',
    '  overrideValues:',
    '    image.tag: "1.2"',
  ]);
  assert.equal(warnings, []);
  assert.equal(entries, [
    {
      gvk: { group: 'a.io', version: 'v1', kind: 'Web' },
      chart: 'charts/web',
      watchDependentResources: false,
      overrideValues: { 'image.tag': '1.2' },
      selector: 'tier=front,env notin (test,dev)',
      reconcilePeriodMs: 5_400_000,
      dryRunOption: 'server',
      ...defaultOptions,
    },
  ]);
});

it('keys match in any case, at every depth', () => {
  const { entries, warnings } = parse([
    '- Group: a.io',
    '  VERSION: v1',
    '  kInd: Web',
    '  chart: c',
    '  watchdependentresources: false',
    '  ReconcilePeriod: 10s',
    '  selector: {matchlabels: {App: x}}',
  ]);
  assert.equal(warnings, []);
  assert.is(entries[0]?.watchDependentResources, false);
  assert.is(entries[0]?.reconcilePeriodMs, 10_000);
  assert.is(entries[0]?.selector, 'App=x');
});

it('the keys of override values keep their case', () => {
  const { entries } = parse([...head, '  overrideValues:', '    Image.Tag: one', '    image.tag: two']);
  assert.equal(entries[0]?.overrideValues, { 'Image.Tag': 'one', 'image.tag': 'two' });
});

it('unknown keys are ignored, with a warning that names line, entry and key', () => {
  const { entries, warnings } = parse([...head, '  maxConcurrentReconciles: 3', '  selector: {labels: {}}']);
  assert.is(entries[0]?.selector, undefined);
  assert.equal(warnings, [
    'watches.yaml:5: entry 1 (a.io/v1 Web): unknown key "maxConcurrentReconciles" is ignored',
    'watches.yaml:6: entry 1 (a.io/v1 Web): unknown key "labels" is ignored',
  ]);
});

it('a kind of the core group has no group', () => {
  for (const group of [[], ['  group:'], ['  group: ""']]) {
    const { entries } = parse(['- version: v1', '  kind: ConfigMap', '  chart: c', ...group]);
    assert.equal(entries[0]?.gvk, { group: '', version: 'v1', kind: 'ConfigMap' });
  }
});

it('the same kind at two versions makes two entries', () => {
  const { entries } = parse([...head, '- {group: a.io, version: v2, kind: Web, chart: c}']);
  assert.equal(
    entries.map(({ gvk }) => gvk.version),
    ['v1', 'v2'],
  );
});

for (const [written, want] of [
  ['$PROXY', 'http://proxy:3128'],
  ['${PROXY}/x', 'http://proxy:3128/x'],
  ['$UNSET', ''],
  ['${WORDS}', 'a, "b"'],
  ['true', 'true'],
  ['yes', 'true'],
  ['3', '3'],
  ['1.5', '1.5'],
  ['', ''],
  ['null', ''],
  ['"007"', '007'],
] as const) {
  it(`an override value written as ${written || 'nothing'} is the text "${want}"`, () => {
    const { entries } = parse([...head, '  overrideValues:', `    a: ${written}`]);
    assert.equal(entries[0]?.overrideValues, { a: want });
  });
}

for (const [written, want] of [
  ['0', 0],
  ['"0"', 0],
  ['0s', 0],
  ['500ms', 500],
  ['', undefined],
  ['null', undefined],
] as const) {
  it(`a reconcile period written as ${written || 'nothing'} is ${want}`, () =>
    assert.is(parse([...head, `  reconcilePeriod: ${written}`]).entries[0]?.reconcilePeriodMs, want));
}

for (const text of ['', '# nothing yet', '[]', 'null']) {
  it(`a file with ${text ? `"${text}"` : 'nothing'} watches nothing and says so`, () =>
    assert.equal(parse([text]), {
      entries: [],
      warnings: ['watches.yaml lists no resource: nothing will be watched'],
    }));
}

it('anchors and aliases are followed', () => {
  const { entries } = parse([
    ...head,
    '  overrideValues: &all {a: b}',
    '- {version: v1, kind: X, chart: c, overrideValues: *all}',
  ]);
  assert.equal(entries[1]?.overrideValues, { a: 'b' });
});

const name = 'entry 1 (a.io/v1 Web)';
for (const [what, lines, message, place] of [
  ['a map', ['group: a.io'], 'watches.yaml is not a list', '1:1'],
  ['a text', ['hello'], 'watches.yaml is not a list', '1:1'],
  ['broken YAML', ['- group: a.io', '  kind: [Web'], 'watches.yaml is not valid YAML: ', '3:1'],
  ['a key that stands twice', [...head, '  kind: Web2'], 'watches.yaml is not valid YAML: ', '5:3'],
  ['a key in two spellings', [...head, '  Kind: Web2'], `${name}: "kind" is given twice`, '5:9'],
  ['an entry that is a text', [...head, '- web'], 'entry 2: the entry must be a map', '5:3'],
  ['an empty entry', ['-'], 'entry 1: the entry must be a map', '1:2'],
  ['no kind', ['- version: v1', '  chart: c'], 'entry 1 (v1): "kind" is missing', '1:3'],
  ['an empty kind', ['- version: v1', '  kind: ""', '  chart: c'], 'entry 1 (v1): "kind" is missing', '2:9'],
  ['no version', ['- group: a.io', '  kind: Web', '  chart: c'], 'entry 1 (a.io Web): "version" is missing', '1:3'],
  ['no chart', head.slice(0, 3), `${name}: "chart" is missing`, '1:3'],
  ['a chart that is a map', [...head.slice(0, 3), '  chart: {name: x}'], `${name}: "chart" must be a text`, '4:10'],
  ['a twin', [...head, ...head], 'entry 2 (a.io/v1 Web): the same resource as entry 1', '5:3'],
  [
    'a bad period',
    [...head, '  reconcilePeriod: 1d'],
    `${name}: "reconcilePeriod" is "1d", which is no duration`,
    '5:20',
  ],
  ['a period without unit', [...head, '  reconcilePeriod: 60'], `${name}: "reconcilePeriod" is "60"`, '5:20'],
  ['a negative period', [...head, '  reconcilePeriod: -1m'], `${name}: "reconcilePeriod" is "-1m"`, '5:20'],
  [
    'a text for a boolean',
    [...head, '  watchDependentResources: "no"'],
    `${name}: "watchDependentResources" must be true or false`,
    '5:28',
  ],
  ['overrides as a list', [...head, '  overrideValues: [a]'], `${name}: "overrideValues" must be a map`, '5:19'],
  [
    'an override that is a map',
    [...head, '  overrideValues:', '    a: {b: c}'],
    `${name}: "overrideValues.a" must be a text`,
    '6:8',
  ],
  [
    'an override whose template does not end',
    [...head, '  overrideValues:', '    a: \'{{ ("x" | split ":")._1\''],
    `${name}: override value "a" is a template that fails: a:1: unclosed action`,
    '6:8',
  ],
  [
    'an override with a function of sprig that slim-sprig lacks',
    [...head, '  overrideValues:', "    a: '{{ randAlphaNum 5 }}'"],
    `${name}: override value "a" is a template that fails: a:1: function "randAlphaNum" not defined`,
    '6:8',
  ],
  [
    'an override whose template fails',
    [...head, '  overrideValues:', '    a: \'{{ fail "no" }}\''],
    `${name}: override value "a" is a template that fails: a:1:3: executing "a" at <fail "no">: error calling fail: no`,
    '6:8',
  ],
  ['a selector that is a text', [...head, '  selector: app=web'], `${name}: "selector" must be a map`, '5:13'],
  [
    'a selector with an unknown operator',
    [...head, '  selector: {matchExpressions: [{key: a, operator: Like}]}'],
    `${name}: "selector" is not right: operator "Like" of "a" is none of In, NotIn, Exists, DoesNotExist`,
    '5:13',
  ],
  [
    'a selector with a label that is a list',
    [...head, '  selector:', '    matchLabels: {a: [b]}'],
    `${name}: "selector.matchLabels.a" must be a text`,
    '6:22',
  ],
  ['two documents', [...head, '---', ...head], 'watches.yaml holds 2 YAML documents', ''],
] as const) {
  it(`${what} is refused, with the entry and the place`, () => {
    const error = failure(lines);
    assert.is(error.code, 'WATCHES_INVALID');
    assert.ok(error.message.startsWith(message), `${error.message}\ndoes not start with\n${message}`);
    assert.is(formatPlace(error.place!), place === '' ? 'watches.yaml' : `watches.yaml:${place}`);
  });
}

it('an unknown dryRunOption is ignored with a warning', () => {
  const { entries, warnings } = parse([...head, '  dryRunOption: client']);
  assert.is(entries[0]?.dryRunOption, undefined);
  assert.equal(warnings, [
    'watches.yaml:5: entry 1 (a.io/v1 Web): dryRunOption "client" is ignored: the only choice is "server"',
  ]);
});

it.run();
