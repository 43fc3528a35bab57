/** What goes out: scalars, blocks, YAML and JSON, letter by letter as Eta writes them. */
export const output: Readonly<Record<string, string>> = {
  // a text is plain where YAML 1.1 and 1.2 read it as that text
  isPlain: String.raw`
{{- $isWord := or (regexMatch "^[^\\s\\p{Z}\\p{C}!-\\-:>?@\\[\\]\\x60{|}=~][^\\p{C}\\x{2028}\\x{2029},?\\[\\]{}\"]*$" .v) (regexMatch "^(?:-{1,2}[A-Za-z]|~/)[^\\p{C}\\x{2028}\\x{2029},?\\[\\]{}\"]*$" .v) }}
{{- $isPrinted := regexMatch "^[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Z}]*$" .v }}
{{- $breaks := or (regexMatch ": |:$| #|[\\s\\p{Z}]$|\\t|  " .v) (regexMatch "^(?:---|\\.\\.\\.|<<)" .v) }}
{{- $hasMeaning := or (regexMatch "^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF|~|null|Null|NULL|\\.nan|\\.NaN|\\.NAN|[-+]?\\.inf|[-+]?\\.Inf|[-+]?\\.INF)?$" .v) (regexMatch "^[eE][-+]?[0-9]+$" .v) }}
{{- $isNumber := or (regexMatch "^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$" (replace "_" "" .v)) (regexMatch "^[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?" .v) (regexMatch "^[-+]?(?:[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?|0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*|[0-9_]*\\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+)$" .v) }}
{{- $_ := set . "r" (and $isWord $isPrinted (not $breaks) (not $hasMeaning) (not (and $isNumber (regexMatch "^[-+.0-9]" .v)))) }}`,

  // Helm takes <no value> out of what is written, and not out of its escaped form
  scalar: String.raw`
{{- if kindIs "string" .v }}
{{- $text := dict "v" .v }}
{{- template "@.isPlain" $text }}
{{- if and (hasKey . "at") (contains "<no value>" .v) }}
{{- template "@.quote" $text }}
{{- replace "<no value>" "\\u003cno value>" $text.r }}
{{- else if not $text.r }}
{{- template "@.quote" $text }}
{{- $text.r }}
{{- else }}
{{- .v }}
{{- end }}
{{- else if kindIs "float64" .v }}
{{- $text := dict "v" .v }}
{{- template "@.str" $text }}
{{- regexReplaceAll "^(-?[0-9]+)e" $text.r "$1.0e" }}
{{- else if kindIs "bool" .v }}
{{- .v }}
{{- else if and (kindIs "invalid" .v) (not (hasKey . "at")) }}
{{- "null" }}
{{- else }}
{{- fail (printf "%s: %s is %s, and has to be text, a number or a boolean" .at .n (include "@.kind" .)) }}
{{- end }}`,

  plain: `
{{- template "@.plainText" . }}
{{- template "@.raw" (dict "v" .r "at" .at "n" .n) }}`,

  raw: `
{{- if contains "<no value>" .v }}
{{- fail (printf "%s: %s writes <no value>, which Helm takes out of what is written" .at .n) }}
{{- end }}
{{- .v }}`,

  block: String.raw`
{{- if contains "<no value>" .v }}
{{- fail (printf "%s: %s writes <no value>, which Helm takes out of what is written" .at .n) }}
{{- end }}
{{- $body := .v }}
{{- if and (ne .newline "") (hasSuffix "\n" $body) }}{{- $body = trimSuffix "\n" $body }}{{- end }}
{{- if or (eq .newline "") (ne .v "") }}
{{- $brings := and (ne .indent "") (hasPrefix .indent $body) }}
{{- if $brings }}
{{- range $line := splitList "\n" $body }}
{{- if and (ne $line "") (not (hasPrefix $.indent $line)) }}{{- $brings = false }}{{- end }}
{{- end }}
{{- end }}
{{- if not (and $brings (ne .newline "")) }}{{- .indent }}{{- end }}
{{- if $brings }}{{- $body }}
{{- else if eq .indent "" }}{{- $body }}
{{- else }}{{- regexReplaceAll "\n([^\n])" $body (print "\n" .indent "$1") }}
{{- end }}
{{- .newline }}
{{- end }}`,

  data: `
{{- if kindIs "map" .v }}
{{- $table := dict }}
{{- range $key, $value := .v }}
{{- if not (kindIs "int" $value) }}
{{- $inner := dict "v" $value "at" $.at "n" $.n }}
{{- template "@.data" $inner }}
{{- $_ := set $table $key $inner.r }}
{{- end }}
{{- end }}
{{- $_ := set . "r" $table }}
{{- else if kindIs "slice" .v }}
{{- $items := list }}
{{- range $value := .v }}
{{- $inner := dict "v" $value "at" $.at "n" $.n }}
{{- if kindIs "int" $value }}{{- $_ := set $inner "r" (index (dict) "") }}{{- else }}{{- template "@.data" $inner }}{{- end }}
{{- $items = append $items $inner.r }}
{{- end }}
{{- $_ := set . "r" $items }}
{{- else if kindIs "int" .v }}
{{- fail (printf "%s: %s is given undefined" .at .n) }}
{{- else }}
{{- $_ := set . "r" .v }}
{{- end }}`,

  yaml: String.raw`
{{- $data := dict "v" .v "at" .at "n" .n }}
{{- template "@.data" $data }}
{{- $lines := dict "v" list }}
{{- $_ := set $lines "v" list }}
{{- template "@.yamlLines" (dict "lines" $lines "head" "" "indent" "" "v" $data.r) }}
{{- $text := dict "v" (join "\n" $lines.v) "i" .i "at" .at "n" .n }}
{{- template "@.indent" $text }}
{{- $_ := set . "r" $text.r }}`,

  // .head stands in front of the value on its line, .indent in front of its further lines
  yamlLines: String.raw`
{{- if and (kindIs "slice" .v) .v }}
{{- range $i, $item := .v }}
{{- template "@.yamlLines" (dict "lines" $.lines "head" (print (ternary $.head $.indent (eq $i 0)) "- ") "indent" (print $.indent "  ") "v" $item) }}
{{- end }}
{{- else if and (kindIs "map" .v) .v }}
{{- $lead := .head }}
{{- $keys := dict "v" .v }}
{{- template "@.ordered" $keys }}
{{- range $key := $keys.r }}
{{- $item := index $.v $key }}
{{- $name := printf "%s%s:" $lead (include "@.scalarKey" $key) }}
{{- $lead = $.indent }}
{{- if and $item (kindIs "slice" $item) }}
{{- $_ := set $.lines "v" (append $.lines.v $name) }}
{{- template "@.yamlLines" (dict "lines" $.lines "head" $.indent "indent" $.indent "v" $item) }}
{{- else if and $item (kindIs "map" $item) }}
{{- $_ := set $.lines "v" (append $.lines.v $name) }}
{{- template "@.yamlLines" (dict "lines" $.lines "head" (print $.indent "  ") "indent" (print $.indent "  ") "v" $item) }}
{{- else }}
{{- template "@.yamlLines" (dict "lines" $.lines "head" (print $name " ") "indent" (print $.indent "  ") "v" $item) }}
{{- end }}
{{- end }}
{{- else if kindIs "slice" .v }}
{{- $_ := set .lines "v" (append .lines.v (print .head "[]")) }}
{{- else if kindIs "map" .v }}
{{- $_ := set .lines "v" (append .lines.v (print .head "{}")) }}
{{- else }}
{{- $isLiteral := false }}
{{- if kindIs "string" .v }}
{{- $isLiteral = and (regexMatch "(?s)^..*\n" .v) (not (regexMatch "^[\\s\\p{Z}\\x{feff}#]|[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\p{Cf}\\p{Co}\\x{2028}\\x{2029}]|(?:^|\n)[ \t]+(?:\n|$)|\n\n$|\n---|\n\\.\\.\\." .v)) (regexMatch "^[\\n\\t\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Z}]*$" .v) }}
{{- end }}
{{- if $isLiteral }}
{{- $lines := list (print .head (ternary "|" "|-" (hasSuffix "\n" .v))) }}
{{- range $line := splitList "\n" (trimSuffix "\n" .v) }}
{{- $lines = append $lines (ternary "" (print (default "  " $.indent) $line) (eq $line "")) }}
{{- end }}
{{- $_ := set .lines "v" (concat .lines.v $lines) }}
{{- else }}
{{- $_ := set .lines "v" (append .lines.v (print .head (include "@.scalar" (dict "v" .v)))) }}
{{- end }}
{{- end }}`,

  scalarKey: `
{{- $text := dict "v" . }}
{{- template "@.isPlain" $text }}
{{- if $text.r }}
{{- . }}
{{- else }}
{{- template "@.quote" $text }}
{{- $text.r }}
{{- end }}`,

  toJson: `
{{- $data := dict "v" .v "at" .at "n" .n }}
{{- template "@.data" $data }}
{{- $_ := set . "r" (include "@.json" $data.r) }}`,

  json: String.raw`
{{- if kindIs "map" . }}
{{- $keys := dict "v" . }}
{{- template "@.ordered" $keys }}
{{- "{" }}
{{- range $i, $key := $keys.r }}
{{- if $i }}{{- "," }}{{- end }}
{{- include "@.json" $key }}{{- ":" }}{{- include "@.json" (index $ $key) }}
{{- end }}
{{- "}" }}
{{- else if kindIs "slice" . }}
{{- "[" }}
{{- range $i, $item := . }}
{{- if $i }}{{- "," }}{{- end }}
{{- include "@.json" $item }}
{{- end }}
{{- "]" }}
{{- else if kindIs "string" . }}
{{- $lines := list }}
{{- range $line := splitList "\u2028" . }}
{{- $parts := list }}
{{- range $part := splitList "\u2029" $line }}{{- $parts = append $parts (toRawJson $part | trimPrefix "\"" | trimSuffix "\"") }}{{- end }}
{{- $lines = append $lines (join "\u2029" $parts) }}
{{- end }}
{{- printf "\"%s\"" (join "\u2028" $lines) }}
{{- else if kindIs "float64" . }}
{{- ternary "0" (toJson .) (eq . 0.0) }}
{{- else }}
{{- toJson . }}
{{- end }}`,

  parse: String.raw`
{{- $list := fromJsonArray (printf "[%s]" .v) }}
{{- $table := fromJson (printf "{\"v\":[%s]}" .v) }}
{{- if or (ne (len $list) 1) (ne (len $table) 1) (not (hasKey $table "v")) }}
{{- fail (printf "%s: %s is given a text that is not JSON" .at .n) }}
{{- end }}
{{- $_ := set . "r" (index $list 0) }}`,
};
