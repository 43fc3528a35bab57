import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import type { Values } from '../../../src/chart/index.ts';
import { merge } from '../render.ts';
import { renderApp } from './app.ts';
import {
  appInput,
  at,
  dataOf,
  esSecretInput,
  infraObject,
  infraObjects,
  podSpecOf,
  secretOf,
} from './infra-release.ts';

const it = suite('fluent-bit of cnvrg-infra');

const withApps = (...apps: readonly object[]): Values => ({ inputs: { apps } });

interface Section {
  readonly kind: string;
  readonly entries: Readonly<Record<string, string>>;
}

/** The configuration as fluent-bit reads it: sections of one key and value a line. */
function sectionsOf(spec: Values): Section[] {
  const text = dataOf(infraObject('ConfigMap/fluent-bit-config', spec))['fluent-bit.conf']!;
  return text
    .split(/^(?=\[)/m)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [head = '', ...lines] = part.trimEnd().split('\n');
      const entries = lines.map((line) => /^ {4}(\S+) +(\S.*)$/.exec(line)!.slice(1) as [string, string]);
      return { kind: head.replace(/[[\]]/g, ''), entries: Object.fromEntries(entries) };
    });
}

const podMarkOf = (spec: Values) =>
  at(infraObject('DaemonSet/fluent-bit', spec), 'spec', 'template', 'metadata', 'annotations');

it('001.4: each app has one input, one filter and one output, which see its own logs alone', () => {
  const sections = sectionsOf(withApps(appInput('cnvrg-2'), appInput('cnvrg-1')));
  assert.equal(
    sections.map(({ kind }) => kind),
    ['SERVICE', 'INPUT', 'FILTER', 'OUTPUT', 'INPUT', 'FILTER', 'OUTPUT'],
  );
  for (const [i, namespace] of ['cnvrg-1', 'cnvrg-2'].entries()) {
    const [input, filter, output] = sections.slice(1 + 3 * i).map(({ entries }) => entries);
    assert.is(input!['Name'], 'tail');
    assert.is(input!['Path'], `/var/log/containers/*_${namespace}_*.log`);
    assert.is(input!['Tag'], `${namespace}.*`);
    assert.equal([filter!['Name'], filter!['Match']], ['kubernetes', `${namespace}.*`]);
    assert.equal([output!['Name'], output!['Match']], ['es', `${namespace}.*`]);
    assert.equal([output!['Host'], output!['Port']], [`elasticsearch.${namespace}`, '9200']);
  }
});

it('logs go into an index of their day, which the app lets go as a whole and elastalert looks through', () => {
  const output = sectionsOf(withApps(appInput('a'))).find(({ kind }) => kind === 'OUTPUT')!.entries;
  assert.is(output['Logstash_Format'], 'On');
  const day = output['Logstash_DateFormat']!.replace('%Y', '2026').replace('%m', '01').replace('%d', '31');
  const index = `${output['Logstash_Prefix']}-${day}`;
  assert.is(index, 'cnvrg-2026.01.31');

  const isOf = (pattern: string) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(index);
  const app = renderApp();
  const files = Object.entries(dataOf(app.get('ConfigMap/es-ilm-cm')!)).filter(([name]) =>
    name.startsWith('template-'),
  );
  const templates = files.map(([, text]) => JSON.parse(text) as { index_patterns: string[]; settings: object });
  assert.equal(
    templates
      .filter((one) => one.index_patterns.some(isOf))
      .map(({ settings }) => at(settings, 'index.lifecycle.name')),
    ['cnvrg-all'],
  );
  const rules = Object.entries(dataOf(app.get('ConfigMap/elastalert-config')!)).filter(([name]) =>
    name.startsWith('rule-'),
  );
  assert.ok(rules.length > 0);
  for (const [name, text] of rules) assert.ok(isOf((parse(text) as { index: string }).index), name);
});

it('001.4: an app that goes takes its three sections along', () => {
  const sections = sectionsOf(
    withApps(appInput('cnvrg-1', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }), appInput('cnvrg-2')),
  );
  assert.equal(
    sections.filter(({ kind }) => kind === 'OUTPUT').map(({ entries }) => entries['Host']),
    ['elasticsearch.cnvrg-2'],
  );
});

it('before the first app it has an input all the same, without which it would end', () => {
  const sections = sectionsOf({});
  assert.equal(
    sections.map(({ kind, entries }) => [kind, entries['Name']]),
    [
      ['SERVICE', undefined],
      ['INPUT', 'dummy'],
      ['OUTPUT', 'null'],
    ],
  );
  assert.is(sections[1]!.entries['Tag'], sections[2]!.entries['Match']);
});

it('logs go where the Elasticsearch of the app is', () => {
  const outputOf = (es: object) => {
    const output = sectionsOf(withApps(appInput('a', { dbs: { es } }))).find(({ kind }) => kind === 'OUTPUT');
    return [output?.entries['Host'], output?.entries['Port'], output?.entries['tls']];
  };
  assert.equal(outputOf({ svcName: 'search', port: 9201 }), ['search.a', '9201', undefined]);
  assert.equal(outputOf({ enabled: false, url: 'https://me:word@es.example.com' }), ['es.example.com', '443', 'On']);
  assert.equal(outputOf({ enabled: 'false', url: 'http://es.example.com:9200' }), [
    'es.example.com',
    '9200',
    undefined,
  ]);
  assert.equal(outputOf({ enabled: 'false' }), [undefined, undefined, undefined]); // the idle one
});

it('credentials are in a Secret, and the configuration names them alone', () => {
  const spec: Values = {
    inputs: {
      apps: [appInput('cnvrg-1'), appInput('cnvrg-2'), appInput('cnvrg-3')],
      esSecrets: [
        esSecretInput('cnvrg-1', 'first-word'),
        esSecretInput('cnvrg-2', 'second-word', 'other'),
        esSecretInput('cnvrg-9', 'nobody-asks'),
      ],
    },
  };
  const objects = infraObjects(spec);
  assert.equal(secretOf(objects.get('Secret/fluent-bit-credentials')!), {
    ES_CNVRG_1_USER: 'cnvrg',
    ES_CNVRG_1_PASSWORD: 'first-word',
    ES_CNVRG_2_USER: 'other',
    ES_CNVRG_2_PASSWORD: 'second-word',
  });
  for (const [name, object] of objects) {
    if (object.kind !== 'Secret') assert.not.match(JSON.stringify(object), /first-word|second-word/, name);
  }
  const logins = sectionsOf(spec)
    .filter(({ kind }) => kind === 'OUTPUT')
    .map(({ entries }) => [entries['HTTP_User'], entries['HTTP_Passwd']]);
  assert.equal(logins, [
    ['${ES_CNVRG_1_USER}', '${ES_CNVRG_1_PASSWORD}'],
    ['${ES_CNVRG_2_USER}', '${ES_CNVRG_2_PASSWORD}'],
    [undefined, undefined], // its Secret is not there yet
  ]);
  const container = podSpecOf(objects.get('DaemonSet/fluent-bit')!)!.containers[0];
  assert.equal(at(container, 'envFrom'), [{ secretRef: { name: 'fluent-bit-credentials' } }]);
});

it('pods are made anew when an app or a password comes or changes, and only then', () => {
  const first = withApps(appInput('cnvrg-1'));
  const withWord = (password: string) => merge(first, { inputs: { esSecrets: [esSecretInput('cnvrg-1', password)] } });
  const marks = [{}, first, withWord('one'), withWord('two')].map((spec) => JSON.stringify(podMarkOf(spec)));
  assert.is(new Set(marks).size, marks.length);
  const grown = merge(first, { logging: { fluentbit: { memoryLimit: '1Gi' } }, monitoring: { enabled: false } });
  assert.equal(podMarkOf(grown), podMarkOf(first));
});

it('the format of the lines is that of the container runtime', () => {
  const parserOf = (cri: string) =>
    sectionsOf({ cri, ...withApps(appInput('a')) }).find(({ kind }) => kind === 'INPUT')!.entries['Parser'];
  assert.equal(['containerd', 'cri-o', 'docker'].map(parserOf), ['cri', 'cri', 'docker']);
  const parsers = dataOf(infraObject('ConfigMap/fluent-bit-config'))['parsers.conf']!;
  const regex = /^ {4}Regex +(.*)$/m.exec(parsers)![1]!;
  const line = '2026-01-02T03:04:05.678901234Z stderr F it says: no';
  assert.equal(
    { ...new RegExp(regex).exec(line)!.groups },
    {
      time: '2026-01-02T03:04:05.678901234Z',
      stream: 'stderr',
      logtag: 'F',
      log: 'it says: no',
    },
  );
});

it('it runs on every node, whatever its taints, reads the logs and writes nothing but how far it is', () => {
  const pod = podSpecOf(infraObject('DaemonSet/fluent-bit'))!;
  assert.equal(at(pod, 'tolerations'), [{ operator: 'Exists' }]);
  assert.equal(
    pod.volumes!.map((volume) => at(volume, 'hostPath', 'path') ?? at(volume, 'configMap', 'name')),
    ['fluent-bit-config', '/var/log', '/var/lib/docker/containers', '/var/lib/cnvrg-fluent-bit'],
  );
  const mounts = at(pod, 'containers', 0, 'volumeMounts') as { name: string; readOnly?: boolean }[];
  assert.equal(
    mounts.filter(({ readOnly }) => !readOnly).map(({ name }) => name),
    ['positions'],
  );
  assert.equal(
    pod.containers[0]!.ports!.map(({ containerPort }) => containerPort),
    [2020],
  );
});

it.run();
