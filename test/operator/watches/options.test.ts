import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { complain } from '../../../src/chart/schema/index.ts';
import { CapstanError, formatPlace } from '../../../src/errors/index.ts';
import { parseWatches } from '../../../src/operator/watches/file.ts';
import { watchesSchema } from '../../../src/operator/watches/index.ts';
import { defaultOptions, type WatchOptions } from '../../../src/operator/watches/watch.ts';
import { parseYaml } from '../../../src/yaml/index.ts';

const it = suite('watches options');
const head = ['- group: a.io', '  version: v1', '  kind: Web', '  chart: charts/web'];
const name = 'entry 1 (a.io/v1 Web)';

function textOf(lines: readonly string[]): string {
  return `${[...head, ...lines.map((line) => `  ${line}`)].join('\n')}\n`;
}

/** Of an entry with these lines. */
function parse(lines: readonly string[]) {
  const warnings: string[] = [];
  const [placed] = parseWatches(textOf(lines), 'watches.yaml', {}, (warning) => warnings.push(warning));
  return { entry: placed!.entry, warnings };
}

function isValid(lines: readonly string[]): boolean {
  const entries = parseYaml(textOf(lines), { file: 'watches.yaml' });
  const complaint = complain(entries as never, schema);
  assert.is.not(complaint?.about, 'schema', complaint?.text);
  return complaint === undefined;
}

const schema = JSON.stringify(watchesSchema());
const db = { group: 'a.io', version: 'v1', kind: 'Db' };

const accepted: readonly (readonly [string, readonly string[], Partial<WatchOptions>])[] = [
  ['typed overrides', ['overrideTypes: typed'], { overrideTypes: 'typed' }],
  ['wait', ['wait: true', 'timeout: 1h30m'], { wait: true, timeoutMs: 5_400_000 }],
  ['wait in order', ['wait: ordered'], { wait: 'ordered' }],
  ['statusSummary', ['statusSummary: {ready: HEALTHY}'], { statusSummary: { ready: 'HEALTHY' } }],
  [
    'values from a ConfigMap',
    ['valuesFrom: [{kind: ConfigMap, name: "{{ .metadata.name }}-v"}]'],
    {
      valuesFrom: [
        {
          kind: 'ConfigMap',
          name: '{{ .metadata.name }}-v',
          valuesKey: 'values.yaml',
          targetPath: undefined,
          optional: false,
        },
      ],
    },
  ],
  [
    'one value of a Secret',
    ['valuesFrom:', '- {kind: Secret, name: s, valuesKey: pw, targetPath: "auth.list[0]", optional: true}'],
    {
      valuesFrom: [{ kind: 'Secret', name: 's', valuesKey: 'pw', targetPath: 'auth.list[0]', optional: true }],
    },
  ],
  [
    'inputs',
    ['inputs: [{as: inputs.dbs, apiVersion: a.io/v1, kind: Db}]'],
    { inputs: [{ as: 'inputs.dbs', gvk: db, namespace: undefined, selector: '', fields: undefined }] },
  ],
  [
    'inputs of everywhere, by labels that come from the resource',
    [
      'inputs:',
      '- as: dbs',
      '  apiVersion: a.io/v1',
      '  kind: Db',
      '  namespace: ""',
      '  selector:',
      '    matchLabels: {web: "{{ .metadata.name }}-x"}',
      '    matchExpressions: [{key: tier, operator: In, values: ["{{.spec.tier}}", b]}]',
    ],
    {
      inputs: [
        {
          as: 'dbs',
          gvk: db,
          namespace: '',
          selector: 'web={{ .metadata.name  | labelValue }}-x,tier in ({{.spec.tier | labelValue }},b)',
          fields: undefined,
        },
      ],
    },
  ],
  [
    'some fields of inputs',
    [
      'inputs:',
      '- as: dbs',
      '  apiVersion: a.io/v1',
      '  kind: Db',
      "  fields: [spec.port, metadata.deletionTimestamp, 'metadata.annotations.a\\.io/b\\\\c', status]",
    ],
    {
      inputs: [
        {
          as: 'dbs',
          gvk: db,
          namespace: undefined,
          selector: '',
          fields: [
            ['spec', 'port'],
            ['metadata', 'deletionTimestamp'],
            ['metadata', 'annotations', 'a.io/b\\c'],
            ['status'],
          ],
        },
      ],
    },
  ],
  [
    'objects that an uninstall waits for',
    ['removeAfter:', '- {apiVersion: a.io/v1, kind: Db, namespace: "", selector: {matchLabels: {x: "{{.spec.y}}"}}}'],
    { removeAfter: [{ gvk: db, namespace: '', selector: 'x={{.spec.y | labelValue }}' }] },
  ],
  [
    'generated texts',
    ['generate: [{name: auth, keys: {pw: {length: 12, characters: hex}, "x.y": }}]'],
    {
      generate: [
        {
          name: 'auth',
          secretName: undefined,
          keys: { pw: { length: 12, characters: 'hex' }, 'x.y': { length: 32, characters: 'alphanumeric' } },
          certificate: undefined,
          keep: false,
        },
      ],
    },
  ],
  [
    'a line of htpasswd in a Secret that stays',
    [
      'generate:',
      '- {name: web, keep: true, keys: {line: {htpasswd: {user: "{{.spec.user}}", password: pw}}, pw: {}}}',
    ],
    {
      generate: [
        {
          name: 'web',
          secretName: undefined,
          keys: {
            line: { htpasswd: { user: '{{.spec.user}}', password: 'pw' } },
            pw: { length: 32, characters: 'alphanumeric' },
          },
          certificate: undefined,
          keep: true,
        },
      ],
    },
  ],
  [
    'a generated certificate',
    ['generate:', '- {name: tls, secretName: "{{ .metadata.name }}", certificate: {commonName: x, dnsNames: [a, b]}}'],
    {
      generate: [
        {
          name: 'tls',
          secretName: '{{ .metadata.name }}',
          keys: {},
          certificate: { commonName: 'x', dnsNames: ['a', 'b'], days: 365 },
          keep: false,
        },
      ],
    },
  ],
  [
    'dependencies',
    ['dependsOn: [{apiVersion: v1, kind: ConfigMap, name: c, namespace: ns}]'],
    { dependsOn: [{ gvk: { group: '', version: 'v1', kind: 'ConfigMap' }, name: 'c', namespace: 'ns' }] },
  ],
  [
    'drift that is told',
    ['driftDetection: {mode: warn, ignore: [{paths: ["", /a~1b/0]}]}'],
    { driftDetection: { mode: 'warn', ignore: [{ paths: ['', '/a~1b/0'], target: undefined }] } },
  ],
  [
    'drift that is ignored',
    [
      'driftDetection:',
      '  ignore:',
      '  - paths: [/spec]',
      '    target: {group: "", kind: Deploy.*, labelSelector: "app=web,tier in (a,b),!old"}',
    ],
    {
      driftDetection: {
        mode: 'enabled',
        ignore: [
          { paths: ['/spec'], target: { group: '', kind: 'Deploy.*', labelSelector: 'app=web,tier in (a,b),!old' } },
        ],
      },
    },
  ],
  [
    'remediation',
    ['remediation: {retries: 0, onUpgradeFailure: none}'],
    {
      remediation: { retries: 0, onInstallFailure: 'uninstall', onUpgradeFailure: 'none', maxHistory: undefined },
    },
  ],
  [
    'who, where and under which name',
    ['serviceAccountName: sa', 'targetNamespace: "{{ .spec.ns }}"', 'createNamespace: true', 'releaseName: r'],
    { serviceAccountName: 'sa', targetNamespace: '{{ .spec.ns }}', createNamespace: true, releaseName: 'r' },
  ],
  [
    'the rest',
    ['crds: CreateReplace', 'rolloutInterval: 30s', 'events: all'],
    { crds: 'CreateReplace', rolloutIntervalMs: 30_000, events: 'all' },
  ],
];

for (const [what, lines, want] of accepted) {
  it(`${what}: read, and valid for the schema`, () => {
    const { entry, warnings } = parse(lines);
    assert.equal(warnings, []);
    const options = Object.fromEntries(
      Object.keys(defaultOptions).map((key) => [key, entry[key as keyof typeof entry]]),
    );
    assert.equal(options, { ...defaultOptions, ...want });
    // null, which is as good as nothing, is not what an editor should propose
    assert.ok(isValid(lines.map((line) => line.replace('"x.y": ', '"x.y": {}'))));
  });
}

it('null is as good as nothing, for every option', () => {
  const lines = ['overrideTypes', 'wait', 'timeout', 'inputs', 'driftDetection', 'remediation', 'releaseName', 'crds'];
  const { entry } = parse(lines.map((key) => `${key}:`));
  assert.equal(entry, parse([]).entry);
});

it('keys match in any case, and unknown ones are told, at every depth', () => {
  const { entry, warnings } = parse([
    'DRIFTDETECTION: {MODE: warn, Ignore: [{PATHS: [/a], Target: {KIND: X, colour: red}}]}',
    'remediation: {retry: 3}',
  ]);
  assert.equal(entry.driftDetection, { mode: 'warn', ignore: [{ paths: ['/a'], target: { kind: 'X' } }] });
  assert.equal(warnings, [
    `watches.yaml:5: ${name}: unknown key "colour" is ignored`,
    `watches.yaml:6: ${name}: unknown key "retry" is ignored`,
  ]);
});

const refused: readonly (readonly [string, readonly string[], string, string, boolean?])[] = [
  [
    'a choice there is not',
    ['crds: Replace'],
    '"crds" is "Replace": must be one of Skip, Create, CreateReplace',
    '5:9',
  ],
  ['a choice in another case', ['events: All'], '"events" is "All": must be one of changes, all', '5:11'],
  ['a choice that is a list', ['overrideTypes: [typed]'], '"overrideTypes" must be one of string, typed', '5:18'],
  ['a wait that is another text', ['wait: "yes"'], '"wait" must be true, false or ordered', '5:9'],
  [
    'a boolean that is a text',
    ['valuesFrom: [{kind: Secret, name: a, optional: "yes"}]'],
    '"valuesFrom[0].optional" must be true or false',
    '5:50',
  ],
  ['a summary without its word', ['statusSummary: {}'], '"statusSummary.ready" is missing', '5:18'],
  [
    'a summary whose word is a sentence',
    ['statusSummary: {ready: all is well}'],
    '"statusSummary.ready" is "all is well", which is no word such as READY or HEALTHY',
    '5:26',
  ],
  ['a duration without unit', ['timeout: 30'], '"timeout" is "30", which is no duration', '5:12'],
  ['a list that is a map', ['inputs: {}'], '"inputs" must be a list', '5:11'],
  ['an item that is a text', ['inputs: [a]'], '"inputs[0]" must be a map', '5:12'],
  ['an input without kind', ['inputs: [{as: a, apiVersion: v1}]'], '"inputs[0].kind" is missing', '5:12'],
  [
    'an input at a path in a list',
    ['inputs: [{as: "a[0]", apiVersion: v1, kind: X}]'],
    '"inputs[0].as" is "a[0]", which is no value path such as inputs.databases',
    '5:17',
  ],
  [
    'two inputs of one name',
    ['inputs: [{as: a, apiVersion: v1, kind: X}, {as: a, apiVersion: v1, kind: Z}]'],
    '"inputs": two inputs are called "a"',
    '5:11',
    true,
  ],
  [
    'an apiVersion that is none',
    ['dependsOn: [{apiVersion: apps, kind: X, name: x}]'],
    '"dependsOn[0].apiVersion" is "apps", which is no apiVersion such as v1 or apps/v1',
    '5:28',
  ],
  [
    'a label that is none',
    ['inputs: [{as: a, apiVersion: v1, kind: X, selector: {matchLabels: {a: "b c"}}}]'],
    '"inputs[0].selector" is not right: "b c" is no value for the label "a"',
    '5:55',
    true,
  ],
  [
    'a source that is neither',
    ['valuesFrom: [{kind: Pod, name: a}]'],
    '"valuesFrom[0].kind" is "Pod": must be one of ConfigMap, Secret',
    '5:23',
  ],
  ['a name that YAML takes for a boolean', ['releaseName: y'], '"releaseName" must be a text', '5:16'],
  ['an empty name', ['releaseName: ""'], '"releaseName" is empty', '5:16'],
  [
    'a template that does not end',
    ['releaseName: "{{ .metadata.name"'],
    '"releaseName" is a template that cannot be parsed: text:1: unclosed action',
    '5:16',
    true,
  ],
  [
    'a template with a function that is not repeatable',
    ['valuesFrom: [{kind: Secret, name: "{{ randAlpha 3 }}"}]'],
    '"valuesFrom[0].name" is a template that cannot be parsed: text:1: function "randAlpha" not defined',
    '5:37',
    true,
  ],
  [
    'a selector with a template that does not end',
    ['inputs: [{as: a, apiVersion: v1, kind: X, selector: {matchLabels: {a: "{{ .x"}}}]'],
    '"inputs[0].selector.matchLabels.a" is a template that cannot be parsed: text:1: unclosed action',
    '5:73',
    true,
  ],
  ['a secret of nothing', ['generate: [{name: a}]'], '"generate[0]" has neither keys nor a certificate', '5:14', true],
  [
    'a secret twice',
    ['generate: [{name: a, keys: {b: {}}}, {name: a, keys: {c: {}}}]'],
    '"generate[1]": "a" is generated twice',
    '5:40',
    true,
  ],
  [
    'a secret with a key that is none',
    ['generate: [{name: a, keys: {"b c": {}}}]'],
    '"generate[0].keys": a Secret cannot have the key "b c"',
    '5:30',
  ],
  [
    'an endless password',
    ['generate: [{name: a, keys: {b: {length: 5000}}}]'],
    '"generate[0].keys.b.length" must be a whole number from 1 to 4096',
    '5:43',
  ],
  [
    'a path of a field that is none',
    ['inputs: [{as: a, apiVersion: v1, kind: X, fields: [spec..x]}]'],
    '"inputs[0].fields[0]" is "spec..x", which is no path of a field such as spec.port',
    '5:54',
  ],
  [
    'a line of htpasswd for a key there is not',
    ['generate: [{name: a, keys: {b: {htpasswd: {user: x, password: c}}}}]'],
    '"generate[0].keys.b.htpasswd.password" is "c", which is no generated text of this Secret',
    '5:65',
    true,
  ],
  [
    'a line of htpasswd for a line of htpasswd',
    ['generate: [{name: a, keys: {b: {htpasswd: {user: x, password: b}}}}]'],
    '"generate[0].keys.b.htpasswd.password" is "b", which is no generated text of this Secret',
    '5:65',
    true,
  ],
  [
    'a line of htpasswd for more than bcrypt takes',
    ['generate: [{name: a, keys: {b: {htpasswd: {user: x, password: c}}, c: {length: 73}}}]'],
    '"generate[0].keys.b.htpasswd.password" is "c" of 73 characters: bcrypt takes 72 characters at most',
    '5:65',
    true,
  ],
  [
    'a line of htpasswd with a length',
    ['generate: [{name: a, keys: {b: {length: 9, htpasswd: {user: x, password: c}}, c: {}}}]'],
    '"generate[0].keys.b.length" has no meaning beside htpasswd',
    '5:43',
    true,
  ],
  [
    'objects to wait for without a kind',
    ['removeAfter: [{apiVersion: v1}]'],
    '"removeAfter[0].kind" is missing',
    '5:17',
  ],
  [
    'a pointer that is none',
    ['driftDetection: {ignore: [{paths: [spec]}]}'],
    '"driftDetection.ignore[0].paths[0]" is "spec", which is no JSON pointer such as /spec/replicas',
    '5:38',
  ],
  [
    'a rule without paths',
    ['driftDetection: {ignore: [{target: {kind: X}}]}'],
    '"driftDetection.ignore[0].paths" is missing',
    '5:29',
  ],
  [
    'a rule of no paths',
    ['driftDetection: {ignore: [{paths: []}]}'],
    '"driftDetection.ignore[0].paths" is empty: which fields are to be ignored?',
    '5:37',
  ],
  [
    'a pattern that is none',
    ['driftDetection: {ignore: [{paths: [/a], target: {name: "("}}]}'],
    '"driftDetection.ignore[0].target.name" is "(", which is no regular expression',
    '5:58',
    true,
  ],
  [
    'a selector that is none',
    ['driftDetection: {ignore: [{paths: [/a], target: {labelSelector: "a=(b"}}]}'],
    '"driftDetection.ignore[0].target.labelSelector" is "a=(b", which is no selector such as app=web,tier in (a,b)',
    '5:67',
  ],
  [
    'retries without a number',
    ['remediation: {retries: -1}'],
    '"remediation.retries" must be a whole number from 0 to 1000000',
    '5:26',
  ],
];

for (const [what, lines, message, place, isBeyondSchema = false] of refused) {
  it(`${what} is refused with its place, ${isBeyondSchema ? 'which no schema can' : 'and by the schema'}`, () => {
    try {
      parse(lines);
    } catch (error) {
      assert.instance(error, CapstanError);
      const { code, message: told, place: where } = error as CapstanError;
      assert.equal([code, told], ['WATCHES_INVALID', `${name}: ${message}`]);
      assert.is(formatPlace(where!), `watches.yaml:${place}`);
      assert.is(isValid(lines), isBeyondSchema);
      return;
    }
    assert.unreachable('it was accepted');
  });
}

it('the schema knows no key that the operator would ignore', () => {
  assert.not.ok(isValid(['maxConcurrentReconciles: 3']));
  assert.not.ok(isValid(['remediation: {retry: 3}']));
});

it('every field of the schema says what it does', () => {
  const undescribed: string[] = [];
  const look = (schema: unknown, path: string): void => {
    const { properties = {}, items, additionalProperties } = schema as Record<string, object>;
    for (const [key, child] of Object.entries(properties)) {
      if (!(child as { description?: string }).description) undescribed.push(`${path}.${key}`);
      look(child, `${path}.${key}`);
    }
    if (items) look(items, `${path}[]`);
    if (typeof additionalProperties === 'object') look(additionalProperties, `${path}{}`);
  };
  look(watchesSchema(), '');
  assert.equal(undescribed, []);
});

it.run();
