import fc from 'fast-check';
import { CapstanError } from '../../src/errors/index.ts';
import type { FailedStep, ReleaseReadiness, Report } from '../../src/operator/status.ts';
import type { ReleaseRecord } from '../../src/release/index.ts';

export const manifest = '---\n# Source: web/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

export function record(version: number, notes?: string): ReleaseRecord {
  return {
    name: 'kre',
    namespace: 'demo',
    version,
    info: {
      first_deployed: '',
      last_deployed: '',
      deleted: '',
      description: '',
      status: 'deployed',
      ...(notes === undefined ? {} : { notes }),
    },
    chart: { metadata: {}, lock: null, templates: [], values: {}, schema: null, files: [] },
    config: {},
    manifest,
  };
}

type Readiness = ReleaseReadiness | undefined;
export const notSeen: Readiness = undefined;
export const coming: Readiness = {
  isReady: false,
  message: 'waiting for StatefulSet demo/kre-minio',
  count: { ready: 7, total: 8 },
  percent: 87,
};
export const isThere: Readiness = {
  isReady: true,
  message: '8 objects are ready',
  count: { ready: 8, total: 8 },
  percent: 100,
};
export const deployed = (version: number | undefined, ...readiness: [Readiness?]): Report => ({
  is: 'deployed',
  record: version === undefined ? undefined : record(version, 'Thank you'),
  readiness: readiness.length === 0 ? isThere : readiness[0],
});
export const failed = (during: FailedStep, message: string): Report => ({
  is: 'failed',
  during,
  error: new CapstanError('OBJECT_INVALID', message),
});

/** A moment n minutes after the start of the story. */
export const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));

export const anyReport: fc.Arbitrary<Report> = fc.oneof(
  fc
    .tuple(fc.constantFrom(undefined, 1, 2, 3), fc.constantFrom(notSeen, coming, isThere))
    .map(([version, readiness]) => deployed(version, readiness)),
  fc.constantFrom('a hook', 'a Job').map((what): Report => ({ is: 'waiting', what })),
  fc
    .tuple(
      fc.constantFrom<FailedStep>('install', 'upgrade', 'uninstall', 'reconcile', 'render'),
      fc.constantFrom('no', 'never'),
    )
    .map(([during, message]) => failed(during, message)),
  fc.constant<Report>({ is: 'held', holders: ['Db demo/a'] }),
  fc.constant<Report>({ is: 'uninstalled' }),
);
