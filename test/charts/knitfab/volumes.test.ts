import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { objectsOf, type pick } from './charts.ts';

const it = suite('volumes of knitfab that nobody but root may write');

const login = { credential: { password: 'x' } };

it('are given to the group of who writes them, the database once only', () => {
  const storage = { class: { provisioner: 'rancher.io/local-path' } };
  const podOf = (chart: 'knit-db-postgres' | 'knit-schema-upgrader', values: object, kind: string) =>
    (objectsOf(chart, { ...values }).find((object) => object.kind === kind) as never as ReturnType<typeof pick>).spec
      .template.spec.securityContext;
  const once = { fsGroup: 65_534, fsGroupChangePolicy: 'OnRootMismatch' };
  assert.equal(podOf('knit-db-postgres', { ...login, storage }, 'Deployment'), {
    runAsUser: 65_534,
    runAsGroup: 65_534,
    ...once,
  });
  assert.equal(podOf('knit-schema-upgrader', { storage }, 'Job'), once);
  assert.equal(podOf('knit-db-postgres', login, 'Deployment'), { runAsUser: 65_534, runAsGroup: 65_534 });
  assert.is(podOf('knit-schema-upgrader', {}, 'Job'), undefined);
});

it.run();
