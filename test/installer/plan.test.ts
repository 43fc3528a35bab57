import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Chart, loadChart } from '../../src/chart/index.ts';
import type { Source } from '../../src/installer/index.ts';
import { entrancesOf, handoutTexts, knitfabCharts, planInstall, removalOrder } from '../../src/installer/index.ts';
import { smallRepository } from './small-charts.ts';

const it = suite('installer plan');

const folder = await smallRepository();
const charts: Chart[] = [];
for (const { name } of knitfabCharts) charts.push(await loadChart(`${folder}/v0.1.0/${name}-v0.1.0.tgz`));

const source: Source = {
  chartVersion: 'v0.1.0',
  chartRepositoryRoot: '',
  repository: 'local',
  branch: 'main',
  imageRepositoryHost: '10.10.0.3:30005',
  pullSecret: 'pull',
  tls: true,
};
const pem = (text: string) => ({ file: text, text });
const tls = { server: { cert: pem('CERT'), key: pem('KEY') }, authority: { cert: pem('CA'), key: pem('CAKEY') } };
const base64 = (text: string) => Buffer.from(text).toString('base64');

function plan(
  values: Readonly<Record<string, object>> = {},
  { tls: given }: Pick<Parameters<typeof planInstall>[0], 'tls'> = { tls },
) {
  const steps = planInstall(
    { source, tls: given, values: new Map(Object.entries(values)) as never },
    knitfabCharts,
    charts,
  );
  return Object.fromEntries(steps.map(({ name, values }) => [name, values as Record<string, never>]));
}

it('003.14: charts come in the order storage, certs, database, registry, schema upgrader, application', () => {
  assert.equal(
    planInstall({ source, tls, values: new Map() }, knitfabCharts, charts).map(({ name }) => name),
    ['knit-storage-nfs', 'knit-certs', 'knit-db-postgres', 'knit-image-registry', 'knit-schema-upgrader', 'knit-app'],
  );
});

it('003.14: each is told the values in force of those before it: defaults and what was edited', () => {
  const steps = plan({
    'knit-storage-nfs.yaml': { class: { system: 'mine' } },
    'knit-db-postgres.yaml': { port: 6543, credential: { password: 'secret' } },
  });
  const storage = { data: 'knitfab-storage-data', system: 'mine' };
  for (const name of ['knit-db-postgres', 'knit-image-registry', 'knit-schema-upgrader', 'knit-app']) {
    assert.equal(steps[name]?.['storage']?.['class'], storage, name);
  }
  for (const name of ['knit-schema-upgrader', 'knit-app']) {
    const database = steps[name]?.['database'];
    assert.equal([database?.['port'], database?.['service']], [6543, 'database'], name);
    assert.equal(database?.['credential'], { secret: 'database-credential', username: 'knit', password: 'secret' });
  }
  assert.equal(steps['knit-app']?.['certs']?.['secret'], { server: 'certs', ca: 'ca-certs' });
  assert.is(steps['knit-image-registry']?.['certs']?.['cert'], base64('CERT'));
  assert.is(steps['knit-app']?.['schemaUpgrader']?.['component'], 'schema-upgrader');
  assert.is(steps['knit-storage-nfs']?.['certs'], undefined);
});

it('certificates come from the folder where the values have none of their own', () => {
  const { cert, key, cacert, cakey } = plan()['knit-certs'] ?? {};
  assert.equal([cert, key, cacert, cakey], ['CERT', 'KEY', 'CA', 'CAKEY'].map(base64));
  const edited = plan({ 'knit-certs.yaml': { cert: 'mine', key: '' } })['knit-certs'];
  assert.equal(edited, { cert: 'mine', key: '', cacert: base64('CA'), cakey: base64('CAKEY') }, 'no key of another');
  assert.equal(plan({}, { tls: undefined })['knit-certs'], {});
});

it('an authority without its key makes no Secret of an authority', () => {
  const given = { ...tls, authority: { cert: pem('CA'), key: undefined } };
  assert.equal(Object.keys(plan({}, { tls: given })['knit-certs'] ?? {}), ['cert', 'key']);
});

it('images are named by host and repository, unless a values file says otherwise', () => {
  for (const name of ['knit-schema-upgrader', 'knit-app']) {
    assert.is(plan()[name]?.['imageRepository'], '10.10.0.3:30005/local');
    assert.is(plan()[name]?.['imagePullSecret'], 'pull');
    const edited = plan({ 'knit-app.yaml': { imageRepository: 'example.com/mine' } });
    assert.is(edited[name]?.['imageRepository'], 'example.com/mine');
  }
});

it('hooks and extra APIs of their files reach the application', () => {
  const app = plan({ 'hooks.yaml': { hooks: { before: ['x'] } }, 'extra-api.yaml': { extraApi: { endpoints: [1] } } })[
    'knit-app'
  ];
  assert.equal([app?.['hooks'], app?.['extraApi']], [{ before: ['x'] }, { endpoints: [1] }]);
});

function entrances(
  values: Readonly<Record<string, object>>,
  given: { readonly authority: string | undefined } | undefined,
) {
  const steps = planInstall({ source, tls, values: new Map(Object.entries(values)) as never }, knitfabCharts, charts);
  return entrancesOf(steps, ['10.10.0.2', 'fd00::1'], given);
}

it('003.12: handouts name the certificate by docker/certs.d/IP:PORT/ca.crt, and the API by the node port', () => {
  const texts = handoutTexts(entrances({ 'knit-app.yaml': { knitd: { port: 30803 } } }, { authority: 'CA' }));
  assert.equal(
    [...texts.keys()],
    [
      'handouts/README.md',
      'handouts/knitprofile',
      'handouts/docker/certs.d/10.10.0.2:30503/ca.crt',
      'handouts/docker/certs.d/[fd00::1]:30503/ca.crt',
    ],
  );
  assert.is(texts.get('handouts/knitprofile'), `apiRoot: https://10.10.0.2:30803/api\ncert:\n  ca: ${base64('CA')}\n`);
});

it('without TLS, and with a registry of one’s own, there is no certificate to hand out', () => {
  const texts = handoutTexts(entrances({ 'knit-image-registry.yaml': { external: true } }, undefined));
  assert.equal([...texts.keys()], ['handouts/README.md', 'handouts/knitprofile']);
  assert.match(texts.get('handouts/knitprofile') ?? '', /^apiRoot: http:\/\/10\.10\.0\.2:18080\/api\n$/);
});

it('003.14: a plain removal takes the application alone, a hard one everything, storage last', () => {
  assert.equal(removalOrder(false), { before: ['knit-app', 'knit-schema-upgrader'], after: [] });
  assert.equal(removalOrder(true), {
    before: ['knit-app', 'knit-schema-upgrader', 'knit-image-registry', 'knit-db-postgres'],
    after: ['knit-certs', 'knit-storage-nfs'],
  });
});

it.run();
