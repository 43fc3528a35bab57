import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTemplates, printNode } from '../../../src/template/gotpl/index.ts';

const it = suite('gotpl print');

// the strings are those of Go 1.26.8: text/template/parse, Tree.Root.String()
for (const [text, want = text] of [
  ['{{ .X.Y|.Z   1 "a" }}', '{{.X.Y | .Z 1 "a"}}'],
  ['{{ $x := (print (.A | .B).C) }}', '{{$x := (print (.A | .B).C)}}'],
  ['{{ range $i,$x:=.L }}a{{ else }}b{{ end }}', '{{range $i, $x := .L}}a{{else}}b{{end}}'],
  [
    '{{ $x := 1 }}{{ range $x = .L }}{{ break }}{{ continue }}{{ end }}',
    '{{$x := 1}}{{range $x = .L}}{{break}}{{continue}}{{end}}',
  ],
  ['{{ if .A }}a{{ else if .B }}b{{ else }}c{{ end }}', '{{if .A}}a{{else}}{{if .B}}b{{else}}c{{end}}{{end}}'],
  ['{{ with $x := 0x1F }}{{ $x.y }}{{ end }}', '{{with $x := 0x1F}}{{$x.y}}{{end}}'],
  ['{{ template `a"b` . }}{{ template "x" }}', '{{template "a\\"b" .}}{{template "x"}}'],
  ["{{ print 'a' 1i -3.2e5 true nil `r\"` $ . }}", "{{print 'a' 1i -3.2e5 true nil `r\"` $ .}}"],
  ['a {{- /* c */ -}} b', 'ab'],
  ['{{ block "b" .X }}{{ end }}', '{{template "b" .X}}'],
] as const) {
  it(text, () => {
    const print = (source: string) =>
      printNode(parseTemplates('main', source, (name) => name === 'print').get('main')!.root);
    assert.is(print(text), want);
    assert.is(print(want), want, 'what is printed reads the same');
  });
}

it.run();
