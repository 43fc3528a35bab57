import { appCrd, infraCrd } from './crds/cnvrg.ts';
import { printCrd } from './crds/crd.ts';
import { readFields } from './crds/fields.ts';
import { printFieldsPage } from './crds/page.ts';
import { printValuesSchema } from './crds/values-schema.ts';
import { settlePages } from './docs/pages.ts';

/**
 * What is said once, in the values.yaml of a cnvrg chart (the comment above a field describes it, its default has its type),
 * printed in every place that needs it: the chart's values.schema.json, the CustomResourceDefinition, and the page of fields.
 * With --check nothing is written.
 */
const app = readFields('helm-charts/cnvrg-app/values.yaml');
const infra = readFields('helm-charts/cnvrg-infra/values.yaml');

settlePages({
  'helm-charts/cnvrg-app/values.schema.json': printValuesSchema(app, appCrd),
  'helm-charts/cnvrg-infra/values.schema.json': printValuesSchema(infra, infraCrd),
  'deploy/crds/mlops.cnvrg.io_cnvrgapps_crd.yaml': printCrd(app, appCrd),
  'deploy/crds/mlops.cnvrg.io_cnvrginfras_crd.yaml': printCrd(infra, infraCrd),
  'docs/reference/cnvrg.md': printFieldsPage([
    { kind: 'CnvrgApp', fields: app },
    { kind: 'CnvrgInfra', fields: infra },
  ]),
});
