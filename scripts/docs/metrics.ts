import { type MetricRow, metricTable } from '../../src/operator/metric-table.ts';
import { code, generated, page, table } from './markdown.ts';

/** docs/reference/metrics.md */
export function printMetrics(): string {
  const rows = Object.entries<MetricRow>(metricTable).map(([name, { type, labels, help }]) => [
    code(name),
    type,
    labels.map(code).join(', '),
    help,
  ]);
  return page(
    '# Metrics',
    generated,
    'Served at `/metrics` on the address of `--metrics-bind-address` (default `:8080`), in Prometheus’ text format. Names and labels are those of controller-runtime, client-go and helm-operator. The label `controller` is the kind in lower case with `-controller` behind it: `runtime-controller`. Of Go’s runtime those are there that V8 can truly tell, too; what speaks of goroutines and of Go’s collector is not.',
    table(['Metric', 'Type', 'Labels', 'What it says'], rows),
    '## Access',
    '`--metrics-secure` serves HTTPS with a certificate that is made at the start: scrape it with `insecureSkipVerify`. `--metrics-require-rbac` also wants a bearer token: the operator asks the API server whose it is (TokenReview) and whether that user may `get` the URL `/metrics` (SubjectAccessReview), and keeps the answer for a minute. For this the operator’s ServiceAccount needs `create` on `tokenreviews` and `subjectaccessreviews`; who scrapes needs',
    ['```yaml', '- nonResourceURLs: [/metrics]', '  verbs: [get]', '```'].join('\n'),
    '## Probes',
    table(
      ['Path', 'Answer'],
      [
        ['`/healthz`', '200 while the process lives'],
        ['`/readyz`', '200 once the caches are filled, or while a replica stands by for the lease; 503 before'],
      ],
    ),
    'Served on the address of `--health-probe-bind-address` (default `:8081`).',
  );
}
