import fc from 'fast-check';
import { templates } from './templates.ts';
import { values } from './values.ts';

/** A chart as files, by path, and the values of a user. */
export interface GeneratedChart {
  readonly files: Readonly<Record<string, string>>;
  readonly user: string;
}

/** What a manifest may look like, with holes of values in it. */
const manifests = fc
  .tuple(
    fc.array(
      fc.constantFrom(
        'kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-x\ndata:\n  a: {{ toJson .Values }}\n',
        'kind: Secret\nmetadata: {name: s}\ndata: {{ .Values.map | toYaml | nindent 2 }}\n',
        'kind: Job\nmetadata: {name: h, annotations: {"helm.sh/hook": "pre-install,test", "helm.sh/hook-weight": "{{ .Values.num }}"}}\n',
        '# only a comment\n',
        '',
        '{{ with .Values.global }}\nglobal: {{ toJson . }}\n{{ end }}',
        'v: {{ .Values.a | quote }}\n{{- if .Values.b }}\nb: {{ .Values.b | toJson }}\n{{- end }}\n',
        '{{ range $k, $v := .Values.map }}\n---\nkind: {{ $k | quote }}\nv: {{ $v | toJson }}\n{{ end }}',
        '{{ include "x" . }}\n',
        'kind: Namespace\nsub: {{ toJson .Subcharts }}\n',
        'l:\n{{- range .Values.list }}\n- {{ . | toJson }}\n{{- end }}\n',
        '{{ tpl (.Values.text | default "") . | toJson }}\n',
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.constantFrom('---\n', '\n---\n', '--- \n', ''),
  )
  .map(([documents, separator]) => documents.join(separator));

const subchartOf = fc.record({
  values: fc.oneof(values, fc.constant(undefined)),
  manifest: manifests,
  condition: fc.constantFrom(undefined, 's.a', 'a', 'global.b', 's.b,a'),
  tags: fc.constantFrom(undefined, ['x']),
  alias: fc.constantFrom(undefined, undefined, 'other'),
  imports: fc.constantFrom(undefined, undefined, [{ child: 'map', parent: 'b' }], ['a'], [{ child: 'a', parent: 'a' }]),
});

const withSubchart = fc.record(
  { s: values, other: values, global: values, tags: fc.dictionary(fc.constant('x'), fc.boolean()) },
  { requiredKeys: [] },
);

const merged = fc.tuple(values, withSubchart).map(([own, more]) => ({ ...own, ...more }));

export const charts: fc.Arbitrary<GeneratedChart> = fc
  .record({
    own: merged,
    user: merged,
    manifests: fc.array(fc.oneof({ weight: 4, arbitrary: manifests }, templates), { minLength: 1, maxLength: 3 }),
    helper: templates,
    subchart: fc.option(subchartOf, { nil: undefined }),
    below: fc.option(subchartOf, { nil: undefined }),
  })
  .map(({ own, user, manifests, helper, subchart, below }) => ({
    user: print(user),
    files: {
      'Chart.yaml': chartYaml('c', subchart && { name: 's', ...subchart }),
      'values.yaml': print(own),
      ...Object.fromEntries(manifests.map((text, at) => [`templates/m${at}.yaml`, text])),
      'templates/_h.tpl': `{{ define "x" }}x: {{ .Chart.Name }}{{ end }}{{ define "unused" }}${helper.replaceAll(/\{\{ define "\w+" \}\}/g, '{{ if false }}')}{{ end }}`,
      ...(subchart && filesBelow('charts/s/', 's', subchart, below)),
    },
  }));

type Subchart = typeof subchartOf extends fc.Arbitrary<infer S> ? S : never;

function filesBelow(
  prefix: string,
  name: string,
  chart: Subchart,
  below: Subchart | undefined,
): Record<string, string> {
  return {
    [`${prefix}Chart.yaml`]: chartYaml(name, below && { name: 't', ...below }),
    ...(chart.values && { [`${prefix}values.yaml`]: print(chart.values) }),
    [`${prefix}templates/m.yaml`]: chart.manifest,
    ...(below && filesBelow(`${prefix}charts/t/`, 't', below, undefined)),
  };
}

function chartYaml(name: string, dependency: ({ readonly name: string } & Subchart) | undefined): string {
  const dependencies = dependency && [
    {
      name: dependency.name,
      version: '0.1.0',
      condition: dependency.condition,
      tags: dependency.tags,
      alias: dependency.alias,
      'import-values': dependency.imports,
    },
  ];
  return print({ apiVersion: 'v2', name, version: '0.1.0', ...(dependencies && { dependencies }) });
}

/** JSON is YAML. */
function print(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
