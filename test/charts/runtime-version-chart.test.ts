import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../src/chart/index.ts';
import type { CapstanError } from '../../src/errors/index.ts';
import { differences } from './differences.ts';
import { assertGolden } from './golden.ts';
import { complainsAbout, merge, namesOf, objectsOf, render, specOf, tree, versionChart } from './render.ts';

const it = suite('runtime-version-chart');
const sample = specOf('deploy/crds/kre.konstellation.io_v1alpha1_runtimeversion_cr.yaml');
const versionOf = (values: Values) => render(versionChart, values, 'greeter-v1');

const node = (id: string) => ({ id, name: `node-${id}`, image: 'example/node:1', src: `src/${id}.py` });
const edge = (fromNode: string, toNode: string) => ({ id: `${fromNode}-${toNode}`, fromNode, toNode });
const workflow = (nodes: readonly string[], edges: readonly (readonly [string, string])[], entrypoint = 'Greet') => ({
  id: `id-${entrypoint}`,
  name: `${entrypoint} flow`,
  entrypoint,
  nodes: nodes.map(node),
  edges: edges.map(([from, to]) => edge(from, to)),
});

it('renders an entrypoint without workflows from its defaults', () =>
  assertGolden('runtime-version-chart-defaults.txt', versionOf({})));
it('renders the sample RuntimeVersion', () => assertGolden('runtime-version-chart-sample.txt', versionOf(sample)));
it('renders the same bytes each time', () => assert.equal(versionOf(sample), versionOf(sample)));

it('makes two ConfigMaps and an entrypoint for the version, a ConfigMap and a Deployment for each node', () => {
  assert.equal(namesOf(versionOf(merge(sample, { published: false }))), [
    'ConfigMap/greeter-v1-global',
    'ConfigMap/greeter-v1-conf-files',
    'ConfigMap/greeter-v1-entrypoint-env',
    'ConfigMap/greeter-v1-greeter-n1',
    'ConfigMap/greeter-v1-metrics-n2',
    'Deployment/greeter-v1-entrypoint',
    'Deployment/greeter-v1-greeter-n1',
    'Deployment/greeter-v1-metrics-n2',
  ]);
});

it('puts version-name on every object, and type, node-name, node-id on those of nodes', () => {
  for (const { kind, metadata } of objectsOf(versionOf(sample))) {
    assert.is(metadata.labels?.['version-name'], 'greeter-v1', metadata.name);
    if (!metadata.name.endsWith('-n1')) continue;
    const { type, 'node-name': name, 'node-id': id } = metadata.labels ?? {};
    assert.equal({ type, name, id }, { type: 'node', name: 'greeter', id: 'n1' }, kind);
  }
});

const wirings: readonly (readonly [
  what: string,
  workflows: readonly object[],
  wires: Readonly<Record<string, readonly string[]>>,
])[] = [
  ['a single node', [workflow(['a'], [])], { a: ['greeter-v1-Greet-entrypoint', ''] }],
  [
    'a chain, whatever the order of nodes and edges',
    [
      workflow(
        ['c', 'a', 'b'],
        [
          ['b', 'c'],
          ['a', 'b'],
        ],
      ),
    ],
    { a: ['greeter-v1-Greet-entrypoint', 'a-b'], b: ['a-b', 'b-c'], c: ['b-c', ''] },
  ],
  [
    'two workflows',
    [workflow(['a', 'b'], [['a', 'b']]), workflow(['c', 'd'], [['c', 'd']], 'Count')],
    {
      a: ['greeter-v1-Greet-entrypoint', 'a-b'],
      b: ['a-b', ''],
      c: ['greeter-v1-Count-entrypoint', 'c-d'],
      d: ['c-d', ''],
    },
  ],
];
for (const [what, workflows, wires] of wirings) {
  it(`wires ${what} through NATS subjects`, () => {
    const found = objectsOf(versionOf({ workflows }))
      .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.['type'] === 'node')
      .map((object) => object['data'] as Record<string, string>)
      .map((data) => [data['KRT_NODE_ID'], [data['KRT_NATS_INPUT'], data['KRT_NATS_OUTPUT']]]);
    assert.equal(Object.fromEntries(found), wires);
  });
}

it('tells the entrypoint the subject of each workflow', () => {
  const files = objectsOf(versionOf({ workflows: [workflow(['a'], []), workflow(['b'], [], 'Count')] })).find(
    ({ metadata }) => metadata.name === 'greeter-v1-conf-files',
  )?.['data'] as Record<string, string>;
  assert.equal(JSON.parse(files['nats_subject.json']!), {
    Greet: 'greeter-v1-Greet-entrypoint',
    Count: 'greeter-v1-Count-entrypoint',
  });
});

const brokenGraphs: readonly (readonly [what: string, workflows: readonly object[], message: string])[] = [
  ['an edge to a node that is not there', [workflow(['a'], [['a', 'x']])], 'toNode x is none of its nodes'],
  [
    'two edges from one node',
    [
      workflow(
        ['a', 'b', 'c'],
        [
          ['a', 'b'],
          ['a', 'c'],
        ],
      ),
    ],
    'edges a-b and a-c have the same fromNode a',
  ],
  [
    'two edges to one node',
    [
      workflow(
        ['a', 'b', 'c'],
        [
          ['a', 'c'],
          ['b', 'c'],
        ],
      ),
    ],
    'edges a-c and b-c have the same toNode c',
  ],
  [
    'two first nodes',
    [workflow(['a', 'b'], [])],
    'one node must be the first, to which no edge leads; here it is a, b',
  ],
  [
    'a circle',
    [
      workflow(
        ['a', 'b'],
        [
          ['a', 'b'],
          ['b', 'a'],
        ],
      ),
    ],
    'here it is none',
  ],
  [
    'a circle aside',
    [
      workflow(
        ['a', 'b', 'c'],
        [
          ['b', 'c'],
          ['c', 'b'],
        ],
      ),
    ],
    'no edge leads from the first node a on to b, c',
  ],
  ['a node id used twice', [workflow(['a'], []), workflow(['a'], [], 'Count')], 'node a is there twice'],
  ['an entrypoint used twice', [workflow(['a'], []), workflow(['b'], [])], 'entrypoint Greet is there twice'],
];
for (const [what, workflows, message] of brokenGraphs) {
  it(`refuses ${what}, naming it`, () => {
    const error = failure(() => versionOf({ workflows }));
    assert.is(error.code, 'TEMPLATE_FAILED');
    assert.match(error.message, message);
  });
}

it('publishes with the Service active-entrypoint, which selects this version', () => {
  const found = differences(
    versionOf(merge(sample, { published: false })),
    versionOf(merge(sample, { published: true })),
  );
  assert.equal(found, { 'Service/active-entrypoint': 'new' });
  const service = objectsOf(versionOf(sample)).find(({ kind }) => kind === 'Service');
  const { selector, ports } = service!['spec'] as { selector: object; ports: { name: string; port: number }[] };
  assert.equal(selector, { 'version-name': 'greeter-v1', type: 'entrypoint' });
  assert.equal(
    ports.map(({ name, port }) => [name, port]),
    [
      ['grpc', 9000],
      ['web', 80],
    ],
  );
});

it('leaves nothing when it is stopped, published or not', () => {
  const rendered = versionOf(merge(sample, { state: 'stopped', published: true }));
  assert.equal(namesOf(rendered), []);
  assert.match(rendered.notes, 'is stopped');
});

it('restarts the nodes, and the nodes alone, when the configuration changes', () => {
  const found = differences(
    versionOf(sample),
    versionOf(merge(sample, { config: [{ key: 'GREETING', value: 'Hi' }] })),
  );
  const restart = 'spec.template.metadata.annotations.checksum/config';
  assert.equal(Object.keys(found).sort(), [
    'ConfigMap/greeter-v1-global data.GREETING',
    `Deployment/greeter-v1-greeter-n1 ${restart}`,
    `Deployment/greeter-v1-metrics-n2 ${restart}`,
  ]);
});

it('keeps the URI of mongo out of ConfigMaps when a Secret holds it', () => {
  const objects = objectsOf(versionOf(merge(sample, tree('mongoUriSecret.name', 'example4-secrets'))));
  assert.not.match(JSON.stringify(objects), '123456');
  const references = JSON.stringify(objects).match(
    /"secretKeyRef":\{"name":"example4-secrets","key":"KRE_RUNTIME_MONGO_URI"\}/g,
  );
  assert.is(references?.length, 2);
});

const changes: readonly (readonly [path: string, value: unknown, fields: readonly string[]])[] = [
  ['id', 'v-7', ['data.KRT_VERSION_ID']],
  ['mongoDbName', 'other', ['data.KRT_MONGO_DB_NAME']],
  ['mongoUri', 'mongodb://other', ['data.KRT_MONGO_URI']],
  ['nats.server', 'other:4223', ['data.KRT_NATS_SERVER', 'data.fluent-bit.conf']],
  ['nats.mongoWriterSubject', 'other', ['data.KRT_NATS_MONGO_WRITER', 'data.fluent-bit.conf']],
  ['entrypoint.image', 'other:1', ['spec.template.spec.containers.entrypoint.image']],
  ['entrypoint.protoFile', 'other.proto', ['data.KRT_PROTO_FILE', 'data.default.conf']],
  ['web.image', 'other:1', ['spec.template.spec.containers.web.image']],
  ['fluentBit.image', 'other:1', ['spec.template.spec.containers.fluent-bit.image']],
  ['files.claimName', 'other', ['spec.template.spec.volumes.files.persistentVolumeClaim.claimName']],
  ['files.subPath', 'other/v1', ['volumeMounts.files.subPath']],
  ['developmentMode', true, ['imagePullPolicy']],
];
for (const [path, value, fields] of changes) {
  it(`${path} changes ${fields.join(' and ')}, besides the checksum that restarts the pods`, () => {
    const found = Object.keys(differences(versionOf(sample), versionOf(merge(sample, tree(path, value)))));
    const rest = found.filter((line) => !line.endsWith('annotations.checksum/config'));
    assert.ok(rest.length > 0);
    assert.equal(
      fields.filter((field) => !rest.some((line) => line.endsWith(field))),
      [],
    );
    assert.equal(
      rest.filter((line) => !fields.some((field) => line.endsWith(field))),
      [],
    );
  });
}

const violations: readonly (readonly [path: string, values: Values])[] = [
  ['state', { state: 'paused' }],
  ['published', { published: 'yes' }],
  ['config[0].value', { config: [{ key: 'A', value: 1 }] }],
  ['config[0].key', { config: [{ key: 'A B', value: '1' }] }],
  ['workflows[0].nodes', { workflows: [workflow([], [])] }],
  ['workflows[0].nodes[0].id', { workflows: [workflow(['UPPER'], [])] }],
  [
    'workflows[0].edges[0].id',
    { workflows: [{ ...workflow(['a', 'b'], []), edges: [{ id: 'a b', fromNode: 'a', toNode: 'b' }] }] },
  ],
  ['workflows[0].entrypoint', { workflows: [workflow(['a'], [], 'Greet me')] }],
  ['entrypoint.protoFile', tree('entrypoint.protoFile', 'a; return 200')],
  ['entrypoint.protofile', tree('entrypoint.protofile', 'a.proto')],
  ['nats.server', tree('nats.server', 'kre nats')],
];
for (const [path, values] of violations) {
  it(`refuses ${JSON.stringify(values)}, naming ${path}`, () => {
    const error = failure(() => versionOf(values));
    assert.is(error.code, 'VALUES_INVALID');
    assert.ok(complainsAbout(error.message, path), error.message);
  });
}

it('shares no object with another version', () => {
  const other = render(versionChart, merge(sample, { published: false }), 'greeter-v2');
  const names = new Set(namesOf(versionOf(sample)));
  assert.equal(
    namesOf(other).filter((name) => names.has(name)),
    [],
  );
});

function failure(act: () => unknown): CapstanError {
  try {
    act();
  } catch (error) {
    return error as CapstanError;
  }
  throw new Error('it was accepted');
}

it.run();
